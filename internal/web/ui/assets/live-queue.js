// Says that the queue has changed since the page was loaded. Without this script one loads it again.
import { connect } from "./a-live.js";

const place = document.getElementById("queue-changed");
connect(place.dataset.socket, (told) => { if (told.queue) place.hidden = false; }, (there) => { place.dataset.there = there; });
