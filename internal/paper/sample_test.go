package paper_test

import (
	"marque/internal/civil"
	"marque/internal/core/statement"
	"marque/internal/money"
)

func brand() statement.Brand {
	return statement.Brand{
		Name: "Aurelia", LegalName: "Aurelia Vehicle Finance, LLC", Address: "200 Harbor Street, Portland, ME 04101",
		Phone: "(555) 010-0142", Hours: "Monday to Friday, 8 am to 8 pm", Site: "https://aurelia.example", Accent: "#0B5C6B",
	}
}

func recipient() statement.Recipient {
	return statement.Recipient{Names: []string{"Jana Šafařík", "Nguyễn Thị Hương"}, Address: []string{"12 Orchard Row", "Portland, ME 04103"}}
}

func on(s string) civil.Date { return civil.MustParse(s) }

// loan is a month with n payments, each of 612.44 with falling interest.
func loan(n int) statement.Statement {
	s := statement.Statement{
		Number: "2026-03", Issued: on("2026-04-02"), Period: statement.Period{From: on("2026-03-01"), Through: on("2026-03-31")},
		Locale: "en-US", Brand: brand(), Recipient: recipient(),
		Contract: statement.Facts{
			Number: "L-204417", Currency: "USD", Vehicle: "2024 Meridian Crest Touring AWD", VIN: "1M8GDM9AXKP042788", Rate: 57_400_000,
			Started: on("2024-06-01"), Maturity: on("2029-06-01"), Regular: 612_44, Count: 60, CountPaid: 21,
		},
		Opening: 21_480_17, Interest: 104_73,
		Due:     statement.Due{On: on("2026-05-01"), Regular: 612_44, Total: 612_44, LateAfter: on("2026-05-11"), LateFee: 30_62},
		Autopay: statement.Autopay{On: true, Next: on("2026-05-01"), Amount: 612_44, Account: "4417"},
		Year:    statement.Allocation{Interest: 310_11, Principal: 1_527_21},
	}
	s.Closing = s.Opening
	for i := range n {
		to := statement.Allocation{Interest: max(0, 104_73-money.Cents(i)*50), Fees: 0}
		to.Principal = 612_44 - to.Interest
		s.Closing -= to.Principal
		s.Payments = append(s.Payments, statement.Payment{
			Date: s.Period.From.AddDays(i % 31), Method: "Autopay •••• 4417", Amount: 612_44, To: to, Balance: s.Closing,
		})
	}
	return s
}

// late is a loan with an instalment past due, a fee and a returned payment.
func late() statement.Statement {
	s := loan(1)
	s.Autopay = statement.Autopay{}
	s.Changes = []statement.Change{
		{Date: on("2026-03-04"), Kind: "returned", Code: "R01", Amount: 612_44, Debt: 508_02},
		{Date: on("2026-03-17"), Kind: "fee_assessed", Code: "late", Amount: 30_62},
	}
	s.Closing += 508_02
	s.Payments[0].Balance += 508_02
	s.Due = statement.Due{On: on("2026-05-01"), Regular: 612_44, PastDue: 612_44, Fees: 30_62, Total: 1_255_50, LateAfter: on("2026-05-11"), LateFee: 30_62}
	s.Messages = []string{"Our office is closed on April 3. Payments online are taken as always."}
	return s
}

// lease is a month of a lease.
func lease() statement.Statement {
	s := statement.Statement{
		Number: "2026-03", Issued: on("2026-04-02"), Period: statement.Period{From: on("2026-03-01"), Through: on("2026-03-31")},
		Locale: "en-US", Brand: brand(), Recipient: recipient(),
		Contract: statement.Facts{
			Number: "A-118020", Lease: true, Currency: "USD", Vehicle: "2025 Meridian Volt", VIN: "1M8GDM9AXKP042788",
			Started: on("2025-02-10"), Maturity: on("2028-02-10"), Regular: 489_30, Count: 36, CountPaid: 14,
		},
		Opening: 11_253_90, Closing: 10_764_60,
		Payments: []statement.Payment{{
			Date: on("2026-03-10"), Method: "Checking •••• 0098", Amount: 489_30, To: statement.Allocation{Base: 455_16, Tax: 34_14}, Balance: 10_764_60,
		}},
		Due:     statement.Due{On: on("2026-04-10"), Regular: 489_30, Total: 489_30},
		Year:    statement.Allocation{Base: 1_365_48, Tax: 102_42},
		Mileage: &statement.Mileage{Allowance: 36_000, SoFar: 13_640, Odometer: 15_012, ReadOn: on("2026-03-22"), ExcessPerMile: 25},
	}
	s.Brand = statement.Brand{
		Name: "Norden Mobility", LegalName: "Norden Mobility Leasing, Inc.", Address: "9 Fjord Avenue, Duluth, MN 55802",
		Phone: "(555) 010-0177", Hours: "every day, 7 am to 9 pm", Site: "https://norden.example", Accent: "#B4432F",
	}
	return s
}

func receipt(posted bool) statement.Receipt {
	s := loan(1)
	r := statement.Receipt{
		Reference: "MQ-7F3K-92QD", Made: on("2026-03-01"), Locale: "en-US", Brand: s.Brand, Recipient: s.Recipient, Contract: s.Contract,
		Amount: 612_44, Counts: on("2026-03-02"), Method: "Checking •••• 4417",
		Next: []string{"We send it to your bank on the evening of March 2.", "You can cancel it until 5 pm that day.", "It counts from March 2, whenever the bank is done."},
	}
	if posted {
		r.Posted, r.To, r.Balance, r.Next = true, s.Payments[0].To, s.Closing, nil
	}
	return r
}

// letter has a part of every kind.
func letter() statement.Letter {
	return statement.Letter{
		Title: "Payoff letter", Reference: "Q7KD-22MX", Issued: on("2026-04-02"), Locale: "en-US", Brand: brand(), Recipient: recipient(), Contract: loan(0).Contract,
		Parts: []statement.Part{
			{Paragraphs: []string{"This is what ends the contract L-204417."}, Facts: []statement.Fact{{Name: "Principal", Value: "$21,480.17"}, {Name: "Payoff", Value: "$21,584.90", Total: true}}},
			{Heading: "Day by day", Columns: []string{"Date", "Payoff"}, Rows: [][]string{{"April 2, 2026", "$21,584.90"}, {"April 3, 2026", "$21,588.28"}}},
			{Heading: "How to pay", Items: []string{"Online, from your bank account.", "By wire; call us for the details."}},
		},
	}
}
