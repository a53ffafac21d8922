package app

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"marque/internal/core/hook"
	"marque/internal/web/partner"
)

// mostSecretFile bounds a file with a secret: one line.
const mostSecretFile = 4 << 10

// senders reads who may hand messages over, with their secrets.
func (a *App) senders() ([]partner.Sender, error) {
	var out []partner.Sender
	for _, s := range a.Config.Feed.Senders {
		one := partner.Sender{Name: s.Name, Sources: s.Sources}
		var texts []string
		for _, secret := range s.Secrets {
			texts = append(texts, secret.Reveal())
		}
		for _, file := range s.SecretFiles {
			text, err := a.secretFile(file)
			if err != nil {
				return nil, fmt.Errorf("secret of the sender %s: %w", s.Name, err)
			}
			texts = append(texts, text)
		}
		for _, text := range texts {
			secret, err := hook.ParseSecret(text)
			if err != nil {
				return nil, fmt.Errorf("sender %s: %w", s.Name, err)
			}
			one.Secrets = append(one.Secrets, secret)
		}
		out = append(out, one)
	}
	return out, nil
}

// secretFile reads a secret; a plain name lies in the data directory.
func (a *App) secretFile(name string) (string, error) {
	if filepath.Base(name) == name {
		name = filepath.Join(a.Config.Data, name)
	}
	text, err := os.ReadFile(name)
	if err == nil && len(text) > mostSecretFile {
		err = fmt.Errorf("%s is longer than any secret", name)
	}
	return string(text), err
}

// zoneExists tells whether a time zone is known.
func zoneExists(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil
}
