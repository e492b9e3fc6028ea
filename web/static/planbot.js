"use strict";
// A link from an answer opens at the quoted words, not at the item's top.
addEventListener("load", () => {
  const mark = document.querySelector("mark");
  if (!mark) return;
  const show = () => mark.scrollIntoView({ block: "center" });
  requestAnimationFrame(() => requestAnimationFrame(show));
});
