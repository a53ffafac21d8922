// Keys of the desk, from anywhere on its pages but a field: "/" leads to the search, "g" and then "q" to the queue, "f" to the search, "r" to the
// requests; "j" and "k" walk through a list, "w" goes to where one writes and "n" to where one notes. Without this script one clicks.
const inField = (event) => event.target.closest("input, textarea, select");
const places = { q: "/desk/queue", f: "/desk", r: "/desk/requests" };
let going = 0; // since when "g" waits for its second key

function reach(target) {
  if (!target) return false;
  target.focus();
  target.scrollIntoView({ block: "nearest" });
  return true;
}

function walk(step) {
  const links = [...document.querySelectorAll("main .table tbody a, main .talks a, main .browsers a")];
  if (links.length === 0) return false;
  const at = links.indexOf(document.activeElement);
  return reach(links[Math.min(Math.max(at + step, 0), links.length - 1)]);
}

function search() {
  const field = document.getElementById("term");
  if (field) return reach(field);
  location.assign(places.f);
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || inField(event)) return;
  const second = event.timeStamp - going < 1500 && going > 0;
  going = 0;
  let done = false;
  if (second && places[event.key]) {
    location.assign(places[event.key]);
    done = true;
  } else if (event.key === "g") {
    going = event.timeStamp;
  } else if (event.key === "/") {
    done = search();
  } else if (event.key === "j" || event.key === "k") {
    done = walk(event.key === "j" ? 1 : -1);
  } else if (event.key === "w") {
    done = reach(document.getElementById("text"));
  } else if (event.key === "n") {
    done = reach(document.getElementById("note"));
  }
  if (done) event.preventDefault();
});
