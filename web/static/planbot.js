"use strict";

// A link from an answer opens at the quoted words, not at the top of the item
// that holds them: the first quote inside the item that the link names.
function showQuote() {
  const item = document.getElementById(location.hash.slice(1));
  const mark = item?.querySelector("mark") ?? document.querySelector("mark");
  mark?.scrollIntoView({ block: "center" });
}

// A reader who comes back finds the page where it was left.
const arrival = performance.getEntriesByType("navigation")[0]?.type ?? "navigate";
if (arrival === "navigate") {
  // The browser goes to the item first; two frames later it has.
  addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(showQuote)));
}

// An answer is copied with the quote that it rests on and the link to it.
const copy = document.querySelector(".copy");
if (copy && navigator.clipboard) {
  const words = (element) => element?.innerText.trim() ?? "";
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const lines = [...document.querySelectorAll(".answer > p:not(.copying)")].map((line) => {
      const bare = line.cloneNode(true);
      bare.querySelectorAll(".cite").forEach((link) => link.remove());
      return bare.textContent.trim();
    });
    const source = document.querySelector(".source");
    lines.push("出处：" + words(source.querySelector(".plan-facts")), words(source.querySelector("blockquote")), source.querySelector(".open").href);
    try {
      await navigator.clipboard.writeText(lines.join("\n"));
      copy.textContent = "已复制";
    } catch {
      copy.textContent = "没有复制成，请选取文字后复制";
    }
  });
}
