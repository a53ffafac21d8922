// The live connection of a page: it hears that there is something new, never what it is. It comes again by itself, sooner at first and later then,
// and it is nobody's activity. The words that it speaks are those of the library behind it (Centrifugo's protocol, as JSON).
const SOONEST = 500; // ms
const LATEST = 30000;

// connect keeps a connection and calls heard for each thing that is told, and state when it is there or gone. It returns how to say something.
export function connect(path, heard, state) {
  const address = new URL(path, location.href).href.replace(/^http/, "ws");
  let socket = null;
  let tries = 0;
  let timer = 0;
  let there = false;

  function open() {
    clearTimeout(timer);
    if (socket) return;
    socket = new WebSocket(address);
    socket.addEventListener("open", () => socket.send(JSON.stringify({ id: 1, connect: {} })));
    socket.onmessage = (event) => event.data.split("\n").filter(Boolean).forEach(read);
    socket.addEventListener("close", gone);
  }

  function read(line) {
    const reply = JSON.parse(line);
    if (Object.keys(reply).length === 0) socket.send("{}"); // a question whether the page is there
    if (reply.connect) {
      tries = 0;
      there = true;
      state(true);
    }
    if (reply.push?.pub) heard(reply.push.pub.data);
    if (reply.push?.join || reply.push?.leave) heard({ moved: true });
  }

  function gone() {
    socket = null;
    there = false;
    const wait = Math.min(LATEST, SOONEST * 2 ** tries) * (0.5 + Math.random());
    tries += 1;
    timer = setTimeout(open, wait);
    if (tries > 1) state(false);
  }

  addEventListener("online", open);
  addEventListener("pageshow", (event) => { if (event.persisted) open(); });
  open();
  return {
    there: () => there,
    say: (data) => { if (there) socket.send(JSON.stringify({ send: { data } })); },
  };
}
