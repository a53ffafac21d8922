// The button beside a password shows what was typed, and hides it again. Without this script there is no button.
for (const button of document.querySelectorAll("button.show-password")) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const show = { text: button.textContent, label: button.getAttribute("aria-label") };
  const turn = (shown) => {
    input.type = shown ? "text" : "password";
    button.textContent = shown ? button.dataset.hide : show.text;
    button.setAttribute("aria-label", shown ? button.dataset.hideLabel : show.label);
  };
  button.addEventListener("click", () => turn(input.type === "password"));
  // A shown password would be kept by the browser as ordinary text once the form is sent.
  input.form.addEventListener("submit", () => turn(false));
  button.hidden = false;
}
