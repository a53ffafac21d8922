// Package store_test holds what is true of every topic of the store: each statement is understood by both engines, and
// both have the same schema.
package store_test

import (
	"testing"

	"marque/internal/store/engine/enginetest"
)

func TestMain(m *testing.M) { enginetest.Main(m) }
