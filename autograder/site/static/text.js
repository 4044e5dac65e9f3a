// Puts a button on every block of code that can be used as it stands. Without this script, people select and copy.
"use strict";

for (const block of document.querySelectorAll("pre[data-copy]")) {
  if (!navigator.clipboard) break;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  const offer = () => {
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy: ${block.getAttribute("aria-label")}`);
  };
  button.addEventListener("click", async () => {
    button.textContent = await copied(block) ? "Copied" : "Not copied";
    button.removeAttribute("aria-label");
    setTimeout(offer, 2000);
  });
  offer();
  block.after(button);
}

async function copied(block) {
  try {
    await navigator.clipboard.writeText(typed(block));
    return true;
  } catch {
    return false;
  }
}

// Of what stands in a terminal, people type what follows the $.
function typed(block) {
  if (!block.querySelector(".language-console")) return block.textContent;
  const lines = block.textContent.split("\n").filter((line) => line.startsWith("$ "));
  return lines.map((line) => line.slice(2)).join("\n") + "\n";
}
