package mail

import (
	"context"
	"fmt"

	gomail "github.com/wneessen/go-mail"
)

// Check speaks with the server as for a letter, encryption and sign-in included, and leaves without one.
func (m *Server) Check(ctx context.Context) error {
	w := &wire{until: ctx, implicit: m.set.TLS == Implicit, config: m.tlsConfig()}
	defer w.let()
	client, err := gomail.NewClient(m.set.Host, m.options(w)...)
	if err != nil {
		return fmt.Errorf("prepare mail client: %w", err)
	}
	if err := client.DialWithContext(ctx); err != nil {
		return unreachable(err)
	}
	_ = client.Close() // a courtesy: what was asked is answered
	return nil
}
