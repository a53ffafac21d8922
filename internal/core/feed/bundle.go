package feed

import (
	"bytes"
	"encoding/json"

	"marque/internal/fault"
)

// MaxBundle bounds the messages of one delivery.
const MaxBundle = 1000

// Bundle takes the messages of a CloudEvents batch apart (JSON batch format 1.0, section 4): a list of events. Each is judged by Decode.
func Bundle(body []byte) ([][]byte, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	if open, err := d.Token(); err != nil || open != json.Delim('[') {
		return nil, fault.New(fault.Invalid, "A batch is a JSON list of events.")
	}
	var out [][]byte
	for d.More() {
		var one json.RawMessage
		if err := d.Decode(&one); err != nil {
			return nil, fault.Newf(fault.Invalid, "The batch is not JSON: it goes wrong after %d bytes.", d.InputOffset())
		}
		if out = append(out, one); len(out) > MaxBundle {
			return nil, fault.Newf(fault.TooLarge, "A delivery holds at most %d events.", MaxBundle)
		}
	}
	if _, err := d.Token(); err != nil || len(bytes.TrimSpace(body[d.InputOffset():])) > 0 {
		return nil, fault.New(fault.Invalid, "The batch is not one complete JSON list.")
	}
	return out, nil
}
