package folder_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"marque/internal/core/payment"
	"marque/internal/fault"
	"marque/internal/gateway/bank/banktest"
	"marque/internal/gateway/bank/folder"
)

func TestAFolderDeliversWholeFilesUnderTheirFinalNames(t *testing.T) {
	t.Parallel()
	out := t.TempDir()
	banktest.Delivers(t, folder.New(out, "", filepath.Join(t.TempDir(), "spool")), out)
}

func TestAFolderFetchesWhatIsFinished(t *testing.T) {
	t.Parallel()
	in := t.TempDir()
	banktest.Fetches(t, folder.New("", in, t.TempDir()), in)
	if all, err := folder.New("x", "", "y").Inbox(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("without a folder: got %v, %v", all, err)
	}
	if _, err := folder.New("", "/no/such/folder", "y").Inbox(t.Context()); !fault.Is(err, fault.Unavailable) {
		t.Errorf("no such folder: got %v", err)
	}
}

func TestWithoutAFolderNothingIsDelivered(t *testing.T) {
	t.Parallel()
	f := folder.New(filepath.Join(t.TempDir(), "missing"), "", t.TempDir())
	if err := f.Put(t.Context(), "a.ach", []byte("x")); !fault.Is(err, fault.Unavailable) {
		t.Errorf("got %v", err)
	}
}

// TestAcrossFileSystemsAFileIsDeliveredWholeToo uses the memory file system that Linux mounts everywhere.
func TestAcrossFileSystemsAFileIsDeliveredWholeToo(t *testing.T) {
	t.Parallel()
	out, err := os.MkdirTemp("/dev/shm", "marque-test-")
	if err != nil {
		t.Skipf("NOT TESTED: %v", err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(out) })
	spool := t.TempDir()
	f := folder.New(out, "", spool)
	banktest.Delivers(t, f, out)
	content := []byte("abc")
	if err := os.WriteFile(filepath.Join(out, ".b.ach.part"), content[:1], 0o600); err != nil { // died while it was copied
		t.Fatal(err)
	}
	if got, err := f.Look(t.Context(), "b.ach", content); err != nil || got != payment.Begun {
		t.Errorf("half a copy: got stage %d, %v", got, err)
	}
	if err := f.Put(t.Context(), "b.ach", content); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(out, "b.ach")); err != nil || !bytes.Equal(got, content) {
		t.Errorf("got %q, %v", got, err)
	}
	if left, _ := os.ReadDir(spool); len(left) != 0 {
		t.Errorf("got %d files left in the spool", len(left))
	}
}
