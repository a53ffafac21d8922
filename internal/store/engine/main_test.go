package engine_test

import (
	"testing"

	"marque/internal/store/engine/enginetest"
)

func TestMain(m *testing.M) { enginetest.Main(m) }
