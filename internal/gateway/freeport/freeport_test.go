package freeport_test

import (
	"net"
	"sync"
	"testing"

	"marque/internal/gateway/freeport"
)

func TestNobodyGetsAPortTwiceAndEachCanBeListenedOn(t *testing.T) {
	t.Parallel()
	var group sync.WaitGroup
	for range 100 {
		group.Go(func() {
			l, err := net.Listen("tcp", freeport.Address(t))
			if err != nil {
				t.Error(err)
				return
			}
			t.Cleanup(func() { _ = l.Close() })
		})
	}
	group.Wait()
}
