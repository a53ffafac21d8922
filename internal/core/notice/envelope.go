package notice

import "time"

// Envelope is a finished notice on its way out: what a gateway is given to carry.
type Envelope struct {
	ID        MessageID // the same at every attempt, so that the other side can drop a second one
	Kind      Kind
	Brand     string // the brand's key: gateways may have a sender for each
	BrandName string // as it is shown beside the sender
	To        string // e-mail address or telephone number in E.164
	Letter    Letter
	Reference string
	Report    string        // the path at which a gateway may say what became of it; it holds its own proof
	Bounce    string        // what an address for bounces of this message holds; it proves itself
	Valid     time.Duration // after this it must not arrive any more; always more than nothing
}
