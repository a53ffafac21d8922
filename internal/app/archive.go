package app

import (
	"archive/tar"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"time"

	"marque/internal/fault"
	"marque/internal/seal"
)

// A backup is a tar file: the manifest, the database, small files of the data directory. Without a passphrase tar itself opens it, and no
// key is in it; with one the whole is locked (seal.LockStream) and the keys are in it too.
const (
	archiveForm     = 1
	memberManifest  = "manifest.json"
	memberDatabase  = "database"
	memberFiles     = "data/"
	engineSQLite    = "sqlite"
	enginePostgres  = "postgres"
	mostSmall       = 4 << 20  // of one small file
	mostSmallInAll  = 64 << 20 // ten years of checkpoints are a few MiB
	mostMembers     = 20_000
	archiveOwner    = 0o600
	archiveBuffered = 1 << 20
)

// Manifest says what a backup holds.
type Manifest struct {
	Form      int       `json:"form"`
	Made      time.Time `json:"made"` // the database is as of this moment
	Engine    string    `json:"engine"`
	Schema    int64     `json:"schema"`
	KeysCheck string    `json:"keys_check"` // by which the keys that belong to it are known again
	Keys      bool      `json:"keys"`       // they are in it
	Members   []Member  `json:"members"`
}

// Member is one file of a backup.
type Member struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// small is a file of the data directory, by its name in the archive.
type small struct {
	name string
	text []byte
}

// smallName is what a file of the data directory may be called in an archive: nothing leads out of the directory.
var smallName = regexp.MustCompile(`^data/(checkpoints/)?[A-Za-z0-9][A-Za-z0-9._-]{0,100}$`)

func memberOf(name string, text []byte) Member {
	sum := sha256.Sum256(text)
	return Member{Name: name, Size: int64(len(text)), SHA256: hex.EncodeToString(sum[:])}
}

// memberOfFile reads a file for its sum.
func memberOfFile(name, path string) (Member, error) {
	f, err := os.Open(path)
	if err != nil {
		return Member{}, err
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	return Member{Name: name, Size: n, SHA256: hex.EncodeToString(sum.Sum(nil))}, err
}

// archiveOut writes a backup.
type archiveOut struct {
	file   *os.File
	buffer *bufio.Writer
	locked io.WriteCloser // nil without a passphrase
	tar    *tar.Writer
	made   time.Time
}

func createArchive(path, passphrase string, made time.Time, random io.Reader) (*archiveOut, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, archiveOwner)
	if err != nil {
		return nil, fmt.Errorf("make the backup's file: %w", err)
	}
	out := &archiveOut{file: file, buffer: bufio.NewWriterSize(file, archiveBuffered), made: made}
	if passphrase == "" {
		out.tar = tar.NewWriter(out.buffer)
		return out, nil
	}
	if out.locked, err = seal.LockStream(out.buffer, passphrase, random); err != nil {
		return nil, errors.Join(err, file.Close(), os.Remove(path))
	}
	out.tar = tar.NewWriter(out.locked)
	return out, nil
}

func (o *archiveOut) add(name string, size int64, from io.Reader) error {
	if err := o.tar.WriteHeader(&tar.Header{Name: name, Size: size, Mode: archiveOwner, ModTime: o.made, Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err := io.Copy(o.tar, from)
	return err
}

// close ends what was written, to the disk.
func (o *archiveOut) close() error {
	err := o.tar.Close()
	if o.locked != nil {
		err = errors.Join(err, o.locked.Close())
	}
	return errors.Join(err, o.buffer.Flush(), o.file.Sync(), o.file.Close())
}

// archiveIn reads a backup.
type archiveIn struct {
	Manifest
	file *os.File
	tar  *tar.Reader
}

// damaged says that a backup cannot be believed.
func damaged(why string) error { return fault.Newf(fault.Invalid, "This backup is damaged: %s.", why) }

func openArchive(path, passphrase string) (*archiveIn, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fault.Newf(fault.NotFound, "The backup cannot be read: %v.", err)
	}
	in := &archiveIn{file: file}
	if err := in.begin(passphrase); err != nil {
		return nil, errors.Join(in.explain(err), file.Close())
	}
	return in, nil
}

func (in *archiveIn) begin(passphrase string) error {
	buffered := bufio.NewReaderSize(in.file, archiveBuffered)
	head, err := buffered.Peek(seal.StreamHead)
	if err != nil {
		return damaged("it is empty")
	}
	var from io.Reader = buffered
	if seal.IsLocked(head) {
		if passphrase == "" {
			return fault.New(fault.Invalid, "This backup is locked. Name the file with its passphrase: --passphrase-file FILE")
		}
		if from, err = seal.UnlockStream(buffered, passphrase); err != nil {
			return err
		}
	}
	in.tar = tar.NewReader(from)
	name, text, err := in.nextSmall()
	if err != nil {
		return err
	}
	if name != memberManifest || json.Unmarshal(text, &in.Manifest) != nil || in.Form != archiveForm {
		return damaged("it does not begin as a backup of this program's")
	}
	return nil
}

// explain makes a sentence of what a reader below says.
func (in *archiveIn) explain(err error) error {
	switch {
	case err == nil || fault.Of(err) != nil:
		return err
	case errors.Is(err, seal.ErrPassphrase):
		return fault.Newf(fault.Invalid, "This backup does not open: %v.", seal.ErrPassphrase)
	case errors.Is(err, tar.ErrHeader), errors.Is(err, io.ErrUnexpectedEOF):
		return damaged("it is no tar file, or its end is missing")
	}
	return err
}

func (in *archiveIn) nextSmall() (string, []byte, error) {
	h, err := in.tar.Next()
	if err != nil {
		return "", nil, err
	}
	if h.Size > mostSmall {
		return "", nil, damaged(h.Name + " is larger than any such file")
	}
	text, err := io.ReadAll(io.LimitReader(in.tar, mostSmall))
	return h.Name, text, err
}

// unpack writes the database to a path and returns the small files, everything as the manifest says it.
func (in *archiveIn) unpack(database string) ([]small, error) {
	if len(in.Members) == 0 || len(in.Members) > mostMembers || in.Members[0].Name != memberDatabase {
		return nil, damaged("its list of files is not that of a backup")
	}
	h, err := in.tar.Next()
	if err != nil || h.Name != memberDatabase || h.Size != in.Members[0].Size {
		return nil, errors.Join(in.explain(err), damaged("the database is not in it"))
	}
	if err := in.write(database, in.Members[0]); err != nil {
		return nil, in.explain(err)
	}
	var files []small
	total := 0
	for _, want := range in.Members[1:] {
		name, text, err := in.nextSmall()
		if err != nil {
			return nil, in.explain(err)
		}
		if total += len(text); name != want.Name || !smallName.MatchString(name) || memberOf(name, text) != want || total > mostSmallInAll {
			return nil, damaged(want.Name + " is not what was written")
		}
		files = append(files, small{strings.TrimPrefix(name, memberFiles), text})
	}
	_, err = in.tar.Next()
	if !errors.Is(err, io.EOF) {
		return nil, errors.Join(in.explain(err), damaged("it holds more than its list says"))
	}
	return files, nil
}

func (in *archiveIn) write(path string, want Member) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, archiveOwner)
	if err != nil {
		return fmt.Errorf("unpack the database: %w", err)
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(f, sum), in.tar)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != want.SHA256 {
		return damaged("the database is not what was written")
	}
	return nil
}

func reader(text []byte) io.Reader { return bytes.NewReader(text) }
