// The button beside a number copies it. Without this script, or where the browser has no clipboard, it is not seen.
for (const button of navigator.clipboard ? document.querySelectorAll("button.copy") : []) {
  const words = button.firstChild;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      words.textContent = button.dataset.done;
    } catch {
      button.classList.remove("able"); // the browser does not let us: the number is there to be marked
    }
  });
  button.classList.add("able");
}
