//go:build ignore

// Breachlist makes breached.bin: the first eight bytes of SHA-256 of each password of at least eight characters, sorted.
//
// Sources, both under the MIT licence and both from Dropbox's zxcvbn data: npm popular-passwords 1.0.3 (data.json) and npm
// @zxcvbn-ts/language-common 4.1.3 (src/passwords.json). Unpack them and run
//
//	go run breachlist.go popular-passwords/data.json language-common/src/passwords.json
package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"unicode/utf8"
)

func main() {
	seen := map[string]bool{}
	for _, path := range os.Args[1:] {
		data, err := os.ReadFile(path)
		if err != nil {
			fail(err)
		}
		var list []string
		if err := json.Unmarshal(data, &list); err != nil {
			fail(err)
		}
		for _, p := range list {
			if p = strings.ToLower(p); utf8.RuneCountInString(p) >= 8 {
				sum := sha256.Sum256([]byte(p))
				seen[string(sum[:8])] = true
			}
		}
	}
	var all []string
	for h := range seen {
		all = append(all, h)
	}
	slices.Sort(all)
	if err := os.WriteFile("breached.bin", []byte(strings.Join(all, "")), 0o644); err != nil {
		fail(err)
	}
	fmt.Println(len(all), "entries")
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
