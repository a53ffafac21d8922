package finance_test

import (
	"testing"

	"marque/internal/civil"
	"marque/internal/core/finance"
)

func plan() *finance.Plan {
	return &finance.Plan{
		Amount: 4526028, Rate: 57_400_000, From: civil.MustParse("2023-01-15"),
		Dues: finance.Dues{First: civil.MustParse("2023-02-10")}, Count: 36,
	}
}

func BenchmarkLevelPayment60(b *testing.B) {
	p := plan()
	p.Count = 60
	b.ReportAllocs()
	for b.Loop() {
		if _, err := finance.LevelPayment(p); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSchedule60Rows(b *testing.B) {
	p := plan()
	p.Count = 60
	rows := make([]finance.Row, 0, 60)
	b.ReportAllocs()
	for b.Loop() {
		got, err := finance.Schedule(p, 87000, rows)
		if err != nil || len(got) != 60 {
			b.Fatal(err)
		}
	}
}
