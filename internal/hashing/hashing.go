// Package hashing makes and checks password hashes, no more at once than there are cores: each takes 19 MiB, and a flood of sign-ins
// must wait in line rather than eat the memory. The form of a hash is core/identity's.
package hashing

import (
	"context"
	"fmt"
	"io"
	"sync/atomic"

	"marque/internal/core/identity"
	"marque/internal/fault"
	"marque/internal/l10n"
	"marque/internal/seal"
)

// mostWaiting bounds the line for each slot: at 40 ms a hash nobody waits longer than some ten seconds, then is asked to come again.
const mostWaiting = 256

// Passwords makes and checks hashes. It is safe for use by several goroutines, and one process has one.
type Passwords struct {
	box    *seal.Box
	cost   identity.Cost
	random io.Reader
	dummy  string // the hash of a password that nobody knows
	slots  chan struct{}
	line   chan struct{}
	count  atomic.Uint64
}

// Config is what hashing needs.
type Config struct {
	Box    *seal.Box
	Random io.Reader
	Slots  int           // hashes at once; usually the number of cores
	Cost   identity.Cost // zero is identity.CurrentCost
}

// New returns a hasher. It makes one hash, for the people who do not exist.
func New(c Config) (*Passwords, error) {
	if c.Cost == (identity.Cost{}) {
		c.Cost = identity.CurrentCost()
	}
	slots := max(1, c.Slots)
	p := &Passwords{
		box: c.Box, cost: c.Cost, random: c.Random, slots: make(chan struct{}, slots), line: make(chan struct{}, slots*mostWaiting),
	}
	nobody, err := identity.NewToken(c.Random)
	if err != nil {
		return nil, fmt.Errorf("draw a password: %w", err)
	}
	p.dummy, err = identity.HashPassword(string(nobody), p.peppers(), p.cost, p.random)
	return p, err
}

// peppers are those of the key file at this moment: they change while the program runs.
func (p *Passwords) peppers() identity.Peppers {
	all := p.box.Peppers()
	out := make(identity.Peppers, len(all))
	for i, one := range all {
		out[i] = identity.Pepper{KeyID: one.ID, MAC: one.MAC}
	}
	return out
}

// Hash hashes a password in its normal form.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	if err := p.enter(ctx); err != nil {
		return "", err
	}
	defer p.leave()
	return identity.HashPassword(password, p.peppers(), p.cost, p.random)
}

// Verify tells whether a password has a hash, and whether the hash should be made anew. Without a hash the password of nobody is
// compared: it takes as long and is never right.
func (p *Passwords) Verify(ctx context.Context, password, stored string) (ok, rehash bool, err error) {
	if err := p.enter(ctx); err != nil {
		return false, false, err
	}
	defer p.leave()
	if stored == "" {
		_, _, err := identity.VerifyPassword(password, p.dummy, p.peppers(), p.cost)
		return false, false, err
	}
	return identity.VerifyPassword(password, stored, p.peppers(), p.cost)
}

// Count is how many hashes were made so far.
func (p *Passwords) Count() uint64 { return p.count.Load() }

// enter waits for a slot, unless the line is too long.
func (p *Passwords) enter(ctx context.Context) error {
	select {
	case p.line <- struct{}{}:
	default:
		return l10n.Fault(fault.Unavailable, "Many people are signing in right now. Please try again in a minute.",
			"Muchas personas están iniciando sesión en este momento. Inténtelo de nuevo en un minuto.",
			"Gerade melden sich viele an. Bitte versuchen Sie es in einer Minute noch einmal.")
	}
	select {
	case p.slots <- struct{}{}:
		p.count.Add(1)
		return nil
	case <-ctx.Done():
		<-p.line
		return ctx.Err()
	}
}

func (p *Passwords) leave() {
	<-p.slots
	<-p.line
}
