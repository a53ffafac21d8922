package enginetest_test

import (
	"testing"

	"marque/internal/store/engine/enginetest"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

func BenchmarkClone(b *testing.B) {
	enginetest.PostgresURL(b)
	for b.Loop() {
		enginetest.PostgresURL(b)
	}
}

func BenchmarkSQLite(b *testing.B) {
	for b.Loop() {
		enginetest.SQLite(b)
	}
}
