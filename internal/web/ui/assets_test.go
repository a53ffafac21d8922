package ui

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func setup(t *testing.T) (*Brands, *Assets) {
	t.Helper()
	brands := load(t)
	assets, err := NewAssets(brands)
	if err != nil {
		t.Fatal(err)
	}
	return brands, assets
}

func get(a *Assets, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w
}

func TestAssetsMayBeKeptForever(t *testing.T) {
	t.Parallel()
	_, assets := setup(t)
	types := map[string]string{"app.css": "text/css; charset=utf-8", "show-password.js": "text/javascript; charset=utf-8", "icons.svg": "image/svg+xml", "inter-latin.woff2": "font/woff2",
		"brand-aurelia.css": "text/css; charset=utf-8", "favicon-norden.svg": "image/svg+xml"}
	for name, want := range types {
		at := assets.Path(name)
		if !regexp.MustCompile(`^/assets/[a-z-]+\.[0-9a-f]{16}\.[a-z0-9]+$`).MatchString(at) {
			t.Errorf("%s: got path %q, want one with a hash", name, at)
		}
		w := get(assets, at)
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != want {
			t.Errorf("%s: got %d %s, want 200 %s", name, w.Code, w.Header().Get("Content-Type"), want)
		}
		if got := w.Header().Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("%s: got Cache-Control %q, want immutable", name, got)
		}
	}
}

func TestAssetsAreSentZippedToWhoTakesIt(t *testing.T) {
	t.Parallel()
	_, assets := setup(t)
	at := assets.Path("app.css")
	plain, zipped := get(assets, at), get(assets, at, "Accept-Encoding", "gzip, br")
	if zipped.Header().Get("Content-Encoding") != "gzip" || plain.Header().Get("Content-Encoding") != "" {
		t.Fatalf("got encodings %q and %q, want gzip on request only", zipped.Header().Get("Content-Encoding"), plain.Header().Get("Content-Encoding"))
	}
	r, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	unzipped, err := io.ReadAll(r)
	if err != nil || string(unzipped) != plain.Body.String() {
		t.Errorf("the zipped sheet is another one (%v)", err)
	}
	if font := get(assets, assets.Path("inter-latin.woff2"), "Accept-Encoding", "gzip"); font.Header().Get("Content-Encoding") != "" {
		t.Error("a font was zipped again")
	}
}

func TestAssetsAnswerOnlyWhatTheyKnow(t *testing.T) {
	t.Parallel()
	_, assets := setup(t)
	at := assets.Path("app.css")
	for _, path := range []string{"/assets/app.css", "/assets/", "/assets/../brand.go", at + "x", "/assets/app.0000000000000000.css"} {
		if w := get(assets, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, w.Code)
		}
	}
	w := get(assets, at, "If-None-Match", assets.byPath[at].etag)
	if w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("a known version: got %d with %d bytes, want 304 and nothing", w.Code, w.Body.Len())
	}
	post := httptest.NewRecorder()
	assets.ServeHTTP(post, httptest.NewRequest(http.MethodPost, at, nil))
	if post.Code != http.StatusMethodNotAllowed || post.Header().Get("Allow") == "" {
		t.Errorf("POST: got %d, want 405 with Allow", post.Code)
	}
	head := httptest.NewRecorder()
	assets.ServeHTTP(head, httptest.NewRequest(http.MethodHead, at, nil))
	if head.Code != http.StatusOK || head.Body.Len() > 0 {
		t.Errorf("HEAD: got %d with %d bytes, want 200 and nothing", head.Code, head.Body.Len())
	}
}

func TestStyleSheetsPointAtWhatIsServed(t *testing.T) {
	t.Parallel()
	_, assets := setup(t)
	for name, at := range assets.names {
		if !strings.HasSuffix(name, ".css") {
			continue
		}
		for _, m := range regexp.MustCompile(`url\(([^)]*)\)`).FindAllStringSubmatch(string(assets.byPath[at].plain), -1) {
			if assets.byPath[m[1]] == nil {
				t.Errorf("%s points at %q, which is not served", name, m[1])
			}
		}
	}
}

func TestModulesImportWhatIsServedAndWriteNoMarkup(t *testing.T) {
	t.Parallel()
	_, assets := setup(t)
	written := regexp.MustCompile(`\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function|setAttribute\("on)\b`)
	for name, at := range assets.names {
		if !strings.HasSuffix(name, ".js") {
			continue
		}
		text := string(assets.byPath[at].plain)
		for _, m := range regexp.MustCompile(`(?:from|import)\s*\(?"([^"]*)"`).FindAllStringSubmatch(text, -1) {
			if assets.byPath[m[1]] == nil {
				t.Errorf("%s imports %q, which is not served", name, m[1])
			}
		}
		if found := written.FindString(text); found != "" {
			t.Errorf("%s uses %s: text must never become code or markup", name, found)
		}
	}
	if err := assets.imported(".js", []byte(`import { x } from "./z-later.js"`)); err == nil {
		t.Error("got no error for an import of a module that is not there")
	}
}

// What a first visit loads besides the page itself: sheets, icons, the Latin font, and all scripts, though no page loads every one.
func TestTheFirstLoadIsSmall(t *testing.T) {
	t.Parallel()
	const most = 85_000 // leaves 15 kB for the page, of the 100 kB that are the aim
	brands, assets := setup(t)
	for _, b := range brands.All() {
		sum := 0
		names := []string{"app.css", "brand-" + b.Key + ".css", "icons.svg", "inter-latin.woff2", "motif-" + b.Key + ".svg", "favicon-" + b.Key + ".svg"}
		for name := range assets.names {
			if strings.HasSuffix(name, ".js") {
				names = append(names, name)
			}
		}
		for _, name := range names {
			file := assets.byPath[assets.Path(name)]
			if size := len(file.zipped); size > 0 {
				sum += size
			} else {
				sum += len(file.plain)
			}
		}
		t.Logf("%s: %d bytes", b.Key, sum)
		if sum > most {
			t.Errorf("%s: got %d bytes, want at most %d", b.Key, sum, most)
		}
	}
}

func TestTheStyleSheetHoldsNoColour(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("assets/app.css")
	if err != nil {
		t.Fatal(err)
	}
	// Shadows are the exception: black with little opacity, which carries no words.
	for _, m := range regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b|hsl|oklch|rgb\((?:[^0]|0 0 [^0])`).FindAllString(string(raw), -1) {
		t.Errorf("app.css holds the colour %s, want it in the palette, where contrast is proved", m)
	}
}

// The sprite holds the icons that are used, and no others.
func TestTheSpriteIsExactlyWhatIsUsed(t *testing.T) {
	t.Parallel()
	sprite, err := os.ReadFile("assets/icons.svg")
	if err != nil {
		t.Fatal(err)
	}
	source := sources(t, "..")
	for _, m := range regexp.MustCompile(`id="([a-z0-9-]+)"`).FindAllStringSubmatch(string(sprite), -1) {
		if !strings.Contains(source, `"`+m[1]+`"`) {
			t.Errorf("icon %s is in the sprite, but nothing shows it", m[1])
		}
	}
	for _, m := range regexp.MustCompile(`Icon(?:\(|: +)"([a-z0-9-]+)"`).FindAllStringSubmatch(source, -1) {
		if !strings.Contains(string(sprite), `id="`+m[1]+`"`) {
			t.Errorf("icon %s is shown, but not in the sprite", m[1])
		}
	}
}

// sources is all Go and templ code below a folder, without tests and generated files.
func sources(t *testing.T, root string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		ours := strings.HasSuffix(path, ".templ") || strings.HasSuffix(path, ".go")
		if err != nil || d.IsDir() || !ours || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") {
			return err
		}
		raw, err := os.ReadFile(path)
		b.Write(raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFilesOfOthersAreWhatTheListSays(t *testing.T) {
	t.Parallel()
	list, err := os.ReadFile("assets/VENDORED.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^\| ([a-z0-9.-]+) \|.*\| ([0-9a-f]{64}) \|$`).FindAllStringSubmatch(string(list), -1)
	if len(rows) != 4 {
		t.Fatalf("got %d rows, want 4", len(rows))
	}
	for _, row := range rows {
		raw, err := os.ReadFile("assets/" + row[1])
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(raw); hex.EncodeToString(sum[:]) != row[2] {
			t.Errorf("%s: got %x, want %s", row[1], sum, row[2])
		}
	}
}
