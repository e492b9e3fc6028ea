"use strict";

// A link from an answer opens at the quoted words, not at the top of the item
// that holds them: the first quote inside the item that the link names.
function showQuote() {
  const item = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const mark = item?.querySelector("mark") ?? document.querySelector("mark");
  mark?.scrollIntoView({ block: "center" });
}

// A reader who comes back finds the page where it was left.
const arrival = performance.getEntriesByType("navigation")[0]?.type ?? "navigate";
if (arrival === "navigate") {
  // The browser goes to the item first; two frames later it has.
  addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(showQuote)));
}
