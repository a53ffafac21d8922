// Beside a routing number it says whether it can be one, as soon as it has nine digits. The server looks again; without this script it is the only one to look.
const weights = [3, 7, 1, 3, 7, 1, 3, 7, 1];
const given = (n) => n <= 12 || (n >= 21 && n <= 32) || (n >= 61 && n <= 72) || n === 80;

for (const words of document.querySelectorAll("[data-routing]")) {
  const input = document.getElementById(words.dataset.routing);
  const look = () => {
    const digits = input.value.replace(/[\s-]/g, "");
    let text = "";
    if (/[^0-9]/.test(digits) || digits.length > weights.length) {
      text = words.dataset.digits;
    } else if (digits.length === weights.length) {
      const sum = weights.reduce((all, weight, i) => all + weight * Number(digits[i]), 0);
      text = given(Number(digits.slice(0, 2))) && sum > 0 && sum % 10 === 0 ? words.dataset.fits : words.dataset.mistyped;
    }
    if (words.textContent !== text) {
      words.textContent = text;
    }
  };
  input.addEventListener("input", look);
  look();
}
