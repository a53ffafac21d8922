// Package folder delivers files to the bank by way of a folder, from where somebody else carries them, and fetches the bank's from another. A file
// appears under its final name whole or not at all.
package folder

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"marque/internal/core/payment"
	"marque/internal/fault"
)

// Folder is a pair of folders; one of them may be none. Spool is where a file is put together: on the same file system as out nothing but final
// names ever stands in out; on another one a hidden name does for a moment.
type Folder struct{ out, in, spool string }

// New returns a carrier over folders.
func New(out, in, spool string) *Folder { return &Folder{out, in, spool} }

// Files and folders are for their owner only: they hold account numbers.
const (
	ownerFile   = 0o600
	ownerFolder = 0o700
)

func (f *Folder) final(name string) string  { return filepath.Join(f.out, name) }
func (f *Folder) temp(name string) string   { return filepath.Join(f.spool, name+".part") }
func (f *Folder) hidden(name string) string { return filepath.Join(f.out, "."+name+".part") }

// Look tells how far the delivery of a file has come.
func (f *Folder) Look(_ context.Context, name string, content []byte) (payment.Stage, error) {
	there, err := read(f.final(name), int64(len(content))+1)
	switch {
	case err == nil && bytes.Equal(there, content):
		return payment.There, nil
	case err == nil:
		return payment.Other, nil
	case !errors.Is(err, fs.ErrNotExist):
		return payment.Absent, fmt.Errorf("look for %s: %w", name, err)
	}
	for _, path := range []string{f.temp(name), f.hidden(name)} {
		if _, err := os.Stat(path); err == nil {
			return payment.Begun, nil
		}
	}
	return payment.Absent, nil
}

// Begin makes the temporary name exist.
func (f *Folder) Begin(_ context.Context, name string) error {
	if err := os.MkdirAll(f.spool, ownerFolder); err != nil {
		return fmt.Errorf("begin %s: %w", name, err)
	}
	return write(f.temp(name), nil)
}

// Put writes the file and gives it its final name.
func (f *Folder) Put(_ context.Context, name string, content []byte) error {
	info, err := os.Stat(f.out)
	if err != nil || !info.IsDir() {
		return fault.Newf(fault.Unavailable, "%s is no folder that can be written to.", f.out)
	}
	if err := write(f.temp(name), content); err != nil {
		return err
	}
	err = os.Rename(f.temp(name), f.final(name))
	if errors.Is(err, syscall.EXDEV) {
		err = f.across(name, content)
	}
	if err != nil {
		return fmt.Errorf("deliver %s: %w", name, err)
	}
	return syncFolder(f.out)
}

// across delivers to another file system. The temporary name in the spool ends before the final one begins, so that while either temporary
// name is there the file has not been delivered.
func (f *Folder) across(name string, content []byte) error {
	if err := write(f.hidden(name), content); err != nil {
		return err
	}
	if err := errors.Join(os.Remove(f.temp(name)), syncFolder(f.spool)); err != nil {
		return err
	}
	return os.Rename(f.hidden(name), f.final(name))
}

// write makes a file hold exactly this, on the disk.
func write(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, ownerFile)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	_, err = file.Write(content)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// mostWaiting bounds how many files are looked at at once.
const mostWaiting = 10_000

// Inbox lists the files that the bank has left, by name.
func (f *Folder) Inbox(context.Context) ([]payment.Arrival, error) {
	if f.in == "" {
		return nil, nil
	}
	all, err := os.ReadDir(f.in)
	if err != nil {
		return nil, fault.Newf(fault.Unavailable, "The folder %s cannot be read.", f.in)
	}
	var out []payment.Arrival
	for _, entry := range all[:min(len(all), mostWaiting)] {
		info, err := entry.Info()
		if err != nil || !info.Mode().IsRegular() || Unfinished(info.Name()) {
			continue
		}
		out = append(out, payment.Arrival{
			Name: info.Name(), Size: info.Size(), Mark: fmt.Sprintf("%s|%d|%d", info.Name(), info.Size(), info.ModTime().UnixMicro()),
		})
	}
	return out, nil
}

// Check looks whether files can be put into the one folder, under the name of an unfinished one that goes at once, and the other be read.
func (f *Folder) Check(ctx context.Context) error {
	probe := f.hidden("check")
	if err := errors.Join(write(probe, nil), os.Remove(probe)); err != nil {
		return fault.Newf(fault.Unavailable, "Files for the bank cannot be put into %s: %v.", f.out, rootCause(err))
	}
	_, err := f.Inbox(ctx)
	return err
}

// rootCause is what the system said, without the path.
func rootCause(err error) error {
	if bad, ok := errors.AsType[*fs.PathError](err); ok {
		return bad.Err
	}
	return err
}

// Unfinished tells whether a name is one under which files are still being written.
func Unfinished(name string) bool {
	for _, end := range []string{".part", ".tmp", ".filepart", ".writing"} {
		if strings.HasSuffix(strings.ToLower(name), end) {
			return true
		}
	}
	return strings.HasPrefix(name, ".")
}

// Fetch reads a file of the bank's.
func (f *Folder) Fetch(_ context.Context, a payment.Arrival) ([]byte, error) {
	content, err := read(filepath.Join(f.in, filepath.Base(a.Name)), payment.MostBytes+1)
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", a.Name, err)
	}
	return content, nil
}

func read(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, most))
}

// Close ends nothing: there is no connection.
func (f *Folder) Close() error { return nil }
