package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto"
	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// preferences make the browser save PDF files instead of showing them in a viewer that is a page of scripts.
const preferences = `{"plugins":{"always_open_pdf_externally":true}}`

// chromium starts a browser that ends with the test. Where there is none, the test is skipped by name; on CI it fails.
func chromium(t *testing.T) context.Context {
	t.Helper()
	if os.Getenv("MARQUE_QUICK") != "" {
		t.Skip("NOT WALKED IN A BROWSER: MARQUE_QUICK is set")
	}
	path, err := exec.LookPath("chromium-headless-shell") // the same engine without windows needs half the processor time
	if err != nil {
		path, err = exec.LookPath("chromium")
	}
	switch {
	case err != nil && os.Getenv("CI") == "true":
		t.Fatal("chromium is not installed; CI needs it (apt-get install chromium)")
	case err != nil:
		t.Skip("NOT WALKED IN A BROWSER: chromium is not installed (apt-get install chromium)")
	}
	profile := newProfile(t)
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "en-US"))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, closeBrowser := chromedp.NewContext(ctx, chromedp.WithErrorf(func(string, ...any) {})) // it complains of events newer than its protocol
	t.Cleanup(closeBrowser)
	if err := chromedp.Run(ctx); err != nil {
		t.Fatalf("start chromium: %v", err)
	}
	return ctx
}

// newProfile makes a browser's folder. The browser's helpers outlive it by moments and still write there, so that removing it may take
// several tries; what is left after them is no test's failure.
func newProfile(t *testing.T) string {
	t.Helper()
	profile, err := os.MkdirTemp("", "marque-chromium-")
	if err == nil {
		err = os.Mkdir(filepath.Join(profile, "Default"), 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(profile, "Default", "Preferences"), []byte(preferences), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for range 100 {
			if os.RemoveAll(profile) == nil {
				return
			}
		}
	})
	return profile
}

// window is how a browser is set up for one walk.
type window struct {
	width   int64
	scripts bool
}

func (w window) String() string {
	scripts := "with scripts"
	if !w.scripts {
		scripts = "without scripts"
	}
	return fmt.Sprintf("%d px %s", w.width, scripts)
}

// tab is one page of a browser, with cookies of its own.
type tab struct {
	t     *testing.T
	ctx   context.Context
	site  string
	files string // where downloads end up
	saved chan string

	mu       sync.Mutex
	wrong    []string // what the browser complained of
	expected string   // a complaint that is right, such as one about a form that comes back
}

// height is that of a small telephone: whatever must be seen is scrolled to.
const height = 700

// open makes a tab for a site.
func open(t *testing.T, chromium context.Context, site string, w window) *tab {
	t.Helper()
	jar, id, err := apart(chromium)
	if err != nil {
		t.Fatalf("open a window: %v", err)
	}
	ctx, cancel := chromedp.NewContext(chromium, chromedp.WithTargetID(id))
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx, site: site, files: t.TempDir(), saved: make(chan string, 8)}
	if err := chromedp.Run(ctx); err != nil { // takes the tab over, which must not end with the first step's patience
		t.Fatal(err)
	}
	chromedp.ListenTarget(ctx, b.hear)
	chromedp.ListenBrowser(ctx, b.save)
	b.run("set up", log.Enable(), network.Enable(), runtime.Enable(), emulation.SetDeviceMetricsOverride(w.width, height, 1, false),
		emulation.SetScriptExecutionDisabled(!w.scripts), emulation.SetFocusEmulationEnabled(true),
		chromedp.ActionFunc(func(ctx context.Context) error {
			return browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllowAndName).WithDownloadPath(b.files).WithEventsEnabled(true).
				WithBrowserContextID(jar).Do(cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser))
		}))
	b.runsScripts(w.scripts)
	t.Cleanup(b.hasNoComplaint)
	return b
}

// runsScripts wants the browser to run a page's scripts, or not to: a walk without scripts that ran them would prove nothing.
func (b *tab) runsScripts(want bool) {
	b.t.Helper()
	var title string
	b.run("try a script", chromedp.Navigate("data:text/html,<script>document.title='ran'</script>"), chromedp.Title(&title))
	if got := title == "ran"; got != want {
		b.t.Fatalf("got scripts %t, want %t", got, want)
	}
}

// apart opens a window with cookies of its own, as a private window has.
func apart(chromium context.Context) (jar cdp.BrowserContextID, id target.ID, err error) {
	ctx := cdp.WithExecutor(chromium, chromedp.FromContext(chromium).Browser)
	if jar, err = target.CreateBrowserContext().Do(ctx); err != nil {
		return "", "", err
	}
	id, err = target.CreateTarget("about:blank").WithBrowserContextID(jar).WithNewWindow(true).Do(ctx)
	return jar, id, err
}

// hear notes what the browser complains of: errors, and anything about the security policy.
func (b *tab) hear(event any) {
	complaint := ""
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.LevelError || e.Entry.Level == log.LevelWarning || e.Entry.Source == log.SourceSecurity {
			complaint = fmt.Sprintf("%s %s: %s (%s)", e.Entry.Source, e.Entry.Level, e.Entry.Text, e.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		complaint = "exception: " + e.ExceptionDetails.Error()
	case *runtime.EventConsoleAPICalled:
		complaint = "console." + e.Type.String()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if complaint != "" && (b.expected == "" || !strings.Contains(complaint, b.expected)) {
		b.wrong = append(b.wrong, complaint)
	}
}

// save notes a download that has come whole. Every tab hears of every download; this one's are in its own folder.
func (b *tab) save(event any) {
	e, ok := event.(*browser.EventDownloadProgress)
	if !ok || e.State != browser.DownloadProgressStateCompleted {
		return
	}
	if path := filepath.Join(b.files, e.GUID); exists(path) {
		b.saved <- path
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func (b *tab) hasNoComplaint() {
	for _, complaint := range b.complaints() {
		b.t.Errorf("the browser complained: %s", complaint)
	}
}

// complaints returns what the browser complained of since it was last asked.
func (b *tab) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.wrong
	b.wrong = nil
	return out
}

// expect lets one kind of complaint pass while do runs.
func (b *tab) expect(complaint string, do func()) {
	b.t.Helper()
	set := func(s string) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.expected = s
	}
	set(complaint)
	do()
	set("")
}

// run does things, within patience.
func (b *tab) run(what string, actions ...chromedp.Action) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Run(ctx, steady(actions)...); err != nil {
		b.t.Fatalf("%s: %v\n%s", what, err, b.state())
	}
}

// steady takes up again what failed because its node went with the document it was found in: the library may hear of a new document only
// after the page's load, between finding a node and touching it. Nothing was done to the page then.
func steady(actions []chromedp.Action) []chromedp.Action {
	out := make([]chromedp.Action, len(actions))
	for i, action := range actions {
		out[i] = chromedp.ActionFunc(func(ctx context.Context) error {
			for {
				err := action.Do(ctx)
				if gone := new(cdproto.Error); ctx.Err() != nil || !errors.As(err, &gone) || gone.Message != "No node with given id found" {
					return err
				}
			}
		})
	}
	return out
}

// lead does what leads to another page, waits for it, checks it as every page is checked, and wants its status.
func (b *tab) lead(what string, status int64, actions ...chromedp.Action) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	answer, err := chromedp.RunResponse(ctx, steady(actions)...)
	if err != nil {
		b.t.Fatalf("%s: %v\n%s", what, err, b.state())
	}
	if answer == nil || answer.Status != status {
		b.t.Fatalf("%s: got %v, want status %d\n%s", what, answer, status, b.state())
	}
	b.fits(what)
}

// state describes where the tab is, for a test that has failed.
func (b *tab) state() string {
	ctx, cancel := context.WithTimeout(b.ctx, patience/10)
	defer cancel()
	var at, text string
	_ = chromedp.Run(ctx, chromedp.Location(&at), chromedp.Text("body", &text, chromedp.ByQuery)) // best effort: the test fails anyhow
	return "at " + at + "\n" + text
}

// fits wants a page that does not scroll sideways.
func (b *tab) fits(what string) {
	b.t.Helper()
	if over := b.overflow(what); over > 0 {
		b.t.Errorf("%s: %s is %v px wider than the window", what, b.address(), over)
	}
}

// overflow measures how much wider a page is than its window; it needs no scripts.
func (b *tab) overflow(what string) float64 {
	b.t.Helper()
	over := 0.0
	b.run(what, chromedp.ActionFunc(func(ctx context.Context) error {
		_, _, _, viewport, _, content, err := page.GetLayoutMetrics().Do(ctx)
		if err == nil {
			over = content.Width - float64(viewport.ClientWidth)
		}
		return err
	}))
	return over
}

// go to a path by its address.
func (b *tab) visit(path string) {
	b.t.Helper()
	b.lead("visit "+path, 200, chromedp.Navigate(b.site+path))
}

// press a button that leads on.
func (b *tab) press(name string) { b.t.Helper(); b.pressFor(name, 200) }

func (b *tab) pressFor(name string, status int64) {
	b.t.Helper()
	b.lead("press "+name, status, chromedp.Click(`//button[normalize-space(.)=`+quote(name)+` and not(ancestor::dialog[not(@open)])]`, chromedp.BySearch))
}

// follow a link of the page's content.
func (b *tab) follow(name string) {
	b.t.Helper()
	b.lead("follow "+name, 200, chromedp.Click(link(name), chromedp.BySearch))
}

func link(name string) string { return `//a[starts-with(normalize-space(.),` + quote(name) + `)]` }

// labelled is the field whose label begins so.
func labelled(label string) string {
	return `//*[@id=//label[starts-with(normalize-space(.),` + quote(label) + `)]/@for]`
}

// quote writes a text for XPath, which knows no escapes; none of ours has both kinds of quotes.
func quote(text string) string {
	if strings.Contains(text, `"`) {
		return `'` + text + `'`
	}
	return `"` + text + `"`
}

// fill types into a field, over whatever stands there.
func (b *tab) fill(label, text string) {
	b.t.Helper()
	at := labelled(label)
	b.run("fill "+label, chromedp.Clear(at, chromedp.BySearch), chromedp.SendKeys(at, text, chromedp.BySearch))
}

// choose a radio button or a box by its label.
func (b *tab) choose(label string) {
	b.t.Helper()
	b.run("choose "+label, chromedp.Click(`//label[starts-with(normalize-space(.),`+quote(label)+`)]`, chromedp.BySearch))
}

// unfold a line that can be opened.
func (b *tab) unfold(title string) {
	b.t.Helper()
	b.run("unfold "+title, chromedp.Click(`//summary[contains(normalize-space(.),`+quote(title)+`)]`, chromedp.BySearch),
		chromedp.WaitVisible(`//details[@open]/summary[contains(normalize-space(.),`+quote(title)+`)]/following-sibling::*`, chromedp.BySearch))
	b.fits("unfold " + title)
}

// download follows a link to a file and returns the file.
func (b *tab) download(name string) []byte {
	b.t.Helper()
	b.run("download "+name, chromedp.Click(link(name), chromedp.BySearch))
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	select {
	case path := <-b.saved:
		file, err := os.ReadFile(path)
		if err != nil {
			b.t.Fatal(err)
		}
		return file
	case <-ctx.Done():
		b.t.Fatalf("download %s: nothing came\n%s", name, b.state())
	}
	return nil
}

// is wants the page with a heading.
func (b *tab) is(heading string) {
	b.t.Helper()
	var got string
	b.run("look for the heading", chromedp.Text("h1", &got, chromedp.ByQuery, chromedp.NodeReady))
	if strings.TrimSpace(got) != heading {
		b.t.Fatalf("got the page %q, want %q\n%s", got, heading, b.state())
	}
}

// says wants texts on the page, whatever is between their words.
func (b *tab) says(wants ...string) {
	b.t.Helper()
	var got string
	b.run("read", chromedp.Text("body", &got, chromedp.ByQuery))
	got = plain(got)
	for _, want := range wants {
		if !strings.Contains(strings.ToLower(got), strings.ToLower(plain(want))) {
			b.t.Errorf("%q is not on %s:\n%s", want, b.address(), got)
		}
	}
}

// plain makes one blank of each space between words. A brand may set headings in capitals, so says does not look at case.
func plain(text string) string { return strings.Join(strings.Fields(text), " ") }

func (b *tab) address() string {
	b.t.Helper()
	var at string
	b.run("read the address", chromedp.Location(&at))
	return at
}
