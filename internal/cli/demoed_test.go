package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// demo is the one that tests share.
var demo struct {
	sync.Mutex
	folder string // taken away in the end
	whole  bool
}

// demoed is a new place with the demo of 20 November 2026 and seed 7 in it. The demo is made once, by the first who asks, and copied.
func demoed(t *testing.T) place {
	t.Helper()
	demo.Lock()
	defer demo.Unlock()
	if demo.folder == "" {
		folder, err := os.MkdirTemp("", "marque-demo-")
		if err != nil {
			t.Fatal(err)
		}
		demo.folder = folder
		place{data: filepath.Join(folder, "data")}.start(t, "demo", "--port", "0", "--date", "2026-11-20", "--seed", "7").stop(t)
		demo.whole = true
	}
	if !demo.whole {
		t.Fatal("the demo that is shared could not be made")
	}
	p := place{data: filepath.Join(t.TempDir(), "data")}
	if out, err := exec.Command("cp", "-a", filepath.Join(demo.folder, "data"), p.data).CombinedOutput(); err != nil { //nolint:gosec // paths of our own
		t.Fatalf("copy the demo: %v: %s", err, out)
	}
	return p
}

// forgetTheDemo takes the shared demo away after the tests.
func forgetTheDemo() {
	if demo.folder != "" {
		_ = os.RemoveAll(demo.folder) // best effort: it is in the folder of temporary files
	}
}
