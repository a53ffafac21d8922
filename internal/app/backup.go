package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"marque/internal/core/access"
	"marque/internal/fault"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

// BackupOptions says where a backup goes.
type BackupOptions struct {
	Path       string // must not be there yet
	Passphrase string // locks the whole and lets the keys go with it; empty leaves them out
}

// BackupMade is a backup that was made.
type BackupMade struct {
	Path     string    `json:"path"`
	Bytes    int64     `json:"bytes"`
	Database int64     `json:"database_bytes"`
	Files    int       `json:"files"` // of the data directory
	Keys     bool      `json:"keys"`  // they are in it
	Made     time.Time `json:"made"`  // everything that was committed by then is in it
}

// checkPassphrase refuses one that a machine guesses.
func checkPassphrase(passphrase string) error {
	if passphrase != "" && len(passphrase) < seal.LeastPassphrase {
		return fault.Inputf("passphrase-file", "The passphrase needs at least %d characters: whoever has the file may guess as long as they like.", seal.LeastPassphrase)
	}
	return nil
}

// Backup copies the database and small files of the data directory into one file, while everything goes on. For a moment it needs room
// for the database twice beside the file.
func (a *App) Backup(ctx context.Context, by access.Actor, o BackupOptions) (BackupMade, error) {
	out := BackupMade{Path: o.Path, Keys: o.Passphrase != "", Made: a.now()}
	if err := checkPassphrase(o.Passphrase); err != nil {
		return out, err
	}
	if _, err := os.Lstat(o.Path); err == nil {
		return out, fault.Newf(fault.Conflict, "%s is there already. A backup is never written over: give another name.", o.Path)
	}
	check, err := a.Operating.BackupBegins(ctx, by, "with keys: "+fmt.Sprint(out.Keys))
	if err != nil {
		return out, err
	}
	database := o.Path + ".database"
	if err := a.DB.Backup(ctx, engine.Config{URL: a.Config.DatabaseURL}, database); err != nil {
		return out, err
	}
	part := o.Path + ".part"
	err = a.pack(ctx, &out, o, sources{part, database, check})
	if err == nil {
		err = os.Rename(part, o.Path)
	} else {
		_ = os.Remove(part)
	}
	return out, errors.Join(err, os.Remove(database), syncFolder(filepath.Dir(o.Path)))
}

// sources is what is packed: into which file, the copied database, the text by which the keys are known.
type sources struct{ part, database, keysCheck string }

func (a *App) pack(ctx context.Context, made *BackupMade, o BackupOptions, from sources) error {
	m := Manifest{Form: archiveForm, Made: made.Made, Engine: engineSQLite, KeysCheck: from.keysCheck, Keys: made.Keys}
	if a.DB.Postgres() {
		m.Engine = enginePostgres
	}
	var err error
	if m.Schema, err = a.DB.Schema(ctx); err != nil {
		return err
	}
	whole, err := memberOfFile(memberDatabase, from.database)
	if err != nil {
		return fmt.Errorf("read the copy: %w", err)
	}
	files, err := a.smallFiles(made.Keys)
	if err != nil {
		return err
	}
	m.Members = []Member{whole}
	for _, f := range files {
		m.Members = append(m.Members, memberOf(f.name, f.text))
	}
	out, err := createArchive(from.part, o.Passphrase, made.Made, rand.Reader)
	if err != nil {
		return err
	}
	if err := errors.Join(out.fill(m, from.database, files), out.close()); err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	info, err := os.Stat(from.part)
	if err == nil {
		made.Bytes, made.Database, made.Files = info.Size(), whole.Size, len(files)
	}
	return err
}

func (o *archiveOut) fill(m Manifest, database string, files []small) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := o.add(memberManifest, int64(len(text)), reader(text)); err != nil {
		return err
	}
	f, err := os.Open(database)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := o.add(memberDatabase, m.Members[0].Size, f); err != nil {
		return err
	}
	for _, s := range files {
		if err := o.add(s.name, int64(len(s.text)), reader(s.text)); err != nil {
			return err
		}
	}
	return nil
}

// ofDatabase are the files that SQLite and its locks keep in the data directory.
var ofDatabase = regexp.MustCompile(`^marque\.db`)

// smallFiles reads the checkpoints; with secrets also what lies in the data directory itself: keys, settings, signing keys of letters.
func (a *App) smallFiles(secrets bool) ([]small, error) {
	folders := map[string]string{memberFiles + CheckpointFolder + "/": filepath.Join(a.Config.Data, CheckpointFolder)}
	if secrets {
		folders[memberFiles] = a.Config.Data
	}
	var out []small
	for prefix, folder := range folders {
		entries, err := os.ReadDir(folder)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read the data directory: %w", err)
		}
		for _, e := range entries {
			info, err := e.Info()
			if err != nil || !info.Mode().IsRegular() || info.Size() > mostSmall || !smallName.MatchString(prefix+e.Name()) || prefix == memberFiles && ofDatabase.MatchString(e.Name()) {
				continue
			}
			text, err := os.ReadFile(filepath.Join(folder, e.Name()))
			if err != nil {
				return nil, fmt.Errorf("read the data directory: %w", err)
			}
			out = append(out, small{prefix + e.Name(), text})
		}
	}
	return out, nil
}

// syncFolder makes names in a folder last.
func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	if err := f.Sync(); err != nil && !strings.Contains(err.Error(), "invalid argument") { // a file system without it
		return errors.Join(err, f.Close())
	}
	return f.Close()
}
