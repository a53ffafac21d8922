package edge

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"marque/internal/civil"
)

// lookAgain is how often the files are looked at, at most: a renewed certificate is served this much later.
const lookAgain = 5 * time.Second

// pair is a certificate and its key in files that something else renews.
type pair struct {
	cert, key string
	now       civil.Clock
	log       *slog.Logger

	mu     sync.Mutex
	have   *tls.Certificate
	stamp  string // of the files that were tried last
	looked time.Time
}

// load reads the files. When they cannot be read, what was read before stays.
func (p *pair) load() error {
	p.looked = p.now()
	stamp, err := stampOf(p.cert, p.key)
	if err != nil || stamp == p.stamp {
		return err
	}
	p.stamp = stamp
	c, err := tls.LoadX509KeyPair(p.cert, p.key)
	if err != nil {
		return fmt.Errorf("certificate %s with key %s: %w", p.cert, p.key, err)
	}
	p.have = &c
	return nil
}

// get returns the certificate, read again when its files have changed.
func (p *pair) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.now().Sub(p.looked) >= lookAgain {
		before := p.have
		if err := p.load(); err != nil {
			p.log.Warn("certificate files cannot be read; the old certificate stays", "error", err)
		} else if p.have != before {
			p.log.Info("certificate files were read again")
		}
	}
	return p.have, nil
}

// stampOf changes when one of the files does.
func stampOf(files ...string) (string, error) {
	stamp := ""
	for _, name := range files {
		info, err := os.Stat(name)
		if err != nil {
			return "", err
		}
		stamp += fmt.Sprint(info.Size(), info.ModTime().UnixNano(), " ")
	}
	return stamp, nil
}
