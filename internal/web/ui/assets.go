package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
)

//go:embed assets/*.css assets/*.js assets/*.svg assets/*.woff2
var assetFiles embed.FS

// AssetsPrefix is where Assets must be mounted.
const AssetsPrefix = "/assets/"

// hashLength is how much of the SHA-256 goes into a name: 64 bits are plenty for a few dozen files.
const hashLength = 16

// Assets serves style sheets, scripts, fonts and drawings under names that change with their content, so that browsers may keep them forever.
type Assets struct {
	names  map[string]string // plain name to path
	byPath map[string]*asset
}

type asset struct {
	contentType string
	etag        string
	plain       []byte
	zipped      []byte // nil when zipping does not help
}

// NewAssets computes the names. It cannot fail once the tests have passed: what it reads is part of the program.
func NewAssets(brands *Brands) (*Assets, error) {
	a := &Assets{names: map[string]string{}, byPath: map[string]*asset{}}
	// What is named by others comes first: fonts and drawings, then the style sheets that point at them.
	for _, kind := range []string{".woff2", ".svg", ".css", ".js"} {
		if err := a.addEmbedded(kind); err != nil {
			return nil, err
		}
		if kind != ".svg" {
			continue
		}
		for _, b := range brands.All() {
			a.addBrand(b)
		}
	}
	return a, nil
}

func (a *Assets) addEmbedded(kind string) error {
	entries, err := assetFiles.ReadDir("assets")
	if err != nil {
		return fmt.Errorf("list the assets: %w", err)
	}
	for _, e := range entries {
		if path.Ext(e.Name()) != kind {
			continue
		}
		raw, err := assetFiles.ReadFile("assets/" + e.Name())
		if err != nil {
			return fmt.Errorf("read asset: %w", err)
		}
		if err := a.imported(kind, raw); err != nil {
			return fmt.Errorf("asset %s: %w", e.Name(), err)
		}
		a.add(e.Name(), raw)
	}
	return nil
}

// imported wants a module to import only what has its name by now. Names go by the alphabet: what is shared begins with "a-".
func (a *Assets) imported(kind string, raw []byte) error {
	if kind != ".js" {
		return nil
	}
	for _, m := range imports.FindAllSubmatch(raw, -1) {
		if a.Path(string(m[1])) == "" {
			return fmt.Errorf("imports %s, which does not come before it", m[1])
		}
	}
	return nil
}

func (a *Assets) addBrand(b *Brand) {
	a.add("motif-"+b.Key+".svg", b.motif)
	a.add("favicon-"+b.Key+".svg", b.favicon())
	a.add("brand-"+b.Key+".css", []byte(b.stylesheet))
}

// reference finds what a style sheet points at.
var reference = regexp.MustCompile(`url\(([a-z0-9-]+\.[a-z0-9]+)\)`)

// imports finds what a module imports: from "./a-post.js".
var imports = regexp.MustCompile(`from "\./([a-z0-9-]+\.js)"`)

func (a *Assets) add(name string, raw []byte) {
	ext := path.Ext(name)
	switch ext {
	case ".css":
		raw = reference.ReplaceAllFunc(raw, func(m []byte) []byte {
			return []byte("url(" + a.Path(string(reference.FindSubmatch(m)[1])) + ")")
		})
	case ".js":
		raw = imports.ReplaceAllFunc(raw, func(m []byte) []byte {
			return []byte(`from "` + a.Path(string(imports.FindSubmatch(m)[1])) + `"`)
		})
	}
	sum := sha256.Sum256(raw)
	hash := hex.EncodeToString(sum[:])[:hashLength]
	at := AssetsPrefix + strings.TrimSuffix(name, ext) + "." + hash + ext
	a.names[name] = at
	a.byPath[at] = &asset{contentType: contentType(ext), etag: `"` + hash + `"`, plain: raw, zipped: zip(ext, raw)}
}

func contentType(ext string) string {
	switch ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	default:
		return "font/woff2"
	}
}

// zip compresses once, at start. Fonts are compressed in themselves.
func zip(ext string, raw []byte) []byte {
	if ext == ".woff2" {
		return nil
	}
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := w.Write(raw); err != nil || w.Close() != nil || b.Len() >= len(raw) {
		return nil
	}
	return b.Bytes()
}

// Path returns where an asset is served, by its plain name such as "app.css"; empty when there is none.
func (a *Assets) Path(name string) string { return a.names[name] }

// ServeHTTP answers GET and HEAD for the paths that Path gives, and 404 for all else.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file, found := a.byPath[r.URL.Path]
	if !found {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "Method not allowed", http.StatusMethodNotAllowed)
		return
	}
	h := w.Header()
	h.Set("Content-Type", file.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("ETag", file.etag)
	body := file.plain
	if file.zipped != nil {
		h.Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			body = file.zipped
		}
	}
	if r.Header.Get("If-None-Match") == file.etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // the reader has gone: nothing to be done
	}
}
