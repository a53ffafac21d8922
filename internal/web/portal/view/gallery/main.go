// Command gallery serves every page with made-up data, so that people can look at them: /look/BRAND/PAGE, with ?locale=de-DE in another language and with ?pseudo in accented English. It is a tool for developers.
package main

import (
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"marque/internal/l10n"
	"marque/internal/web/portal/view/samples"
	"marque/internal/web/ui"
)

// policy is that of package guard: pages that need more must fail here too.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
	"script-src 'self'; connect-src 'self'; worker-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"

func main() {
	listen := flag.String("listen", "127.0.0.1:8099", "where to serve")
	list := flag.Bool("list", false, "print the names of the pages and stop")
	flag.Parse()
	if err := run(*listen, *list); err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

func run(listen string, list bool) error {
	brands, err := ui.LoadBrands(nil)
	if err != nil {
		return err
	}
	assets, err := ui.NewAssets(brands)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle(ui.AssetsPrefix, assets)
	mux.HandleFunc("GET /look/{brand}/{page}", func(w http.ResponseWriter, r *http.Request) { show(w, r, brands, assets) })
	if list {
		for _, s := range samples.Pages(samples.Stranger(brands.All()[0], assets, l10n.EnUS)) {
			fmt.Println(s.Name)
		}
		return nil
	}
	fmt.Println("look at http://" + listen + "/look/aurelia/dashboard")
	server := &http.Server{Addr: listen, Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

func show(w http.ResponseWriter, r *http.Request, brands *ui.Brands, assets *ui.Assets) {
	brand, found := brands.ByKey(r.PathValue("brand"))
	if !found {
		http.NotFound(w, r)
		return
	}
	locale, _ := l10n.Parse(r.URL.Query().Get("locale"))
	if r.URL.Query().Has("pseudo") {
		locale = l10n.Pseudo
	}
	for _, s := range samples.Pages(samples.Stranger(brand, assets, locale)) {
		if s.Name == strings.TrimSuffix(r.PathValue("page"), ".html") {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", policy)
			if err := s.Component.Render(r.Context(), w); err != nil {
				fmt.Fprintln(os.Stderr, "gallery:", err)
			}
			return
		}
	}
	http.NotFound(w, r)
}
