// "/" leads to the search of the desk, from anywhere on its pages but a field. Without this script one clicks.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const target = document.getElementById("term") ?? document.querySelector('nav a[href="/desk"]');
  if (!target) return;
  event.preventDefault();
  target.focus();
  if (target instanceof HTMLAnchorElement) target.click();
});
