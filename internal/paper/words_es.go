package paper

import (
	"fmt"

	"marque/internal/core/statement"
)

func spanish() words {
	return words{
		receipt: "Recibo de pago", issued: "Emitido el", reference: "Referencia",
		amountDue: "Importe a pagar", nothingDue: "No hay nada que pagar", dueNow: "Importe a pagar ahora",
		payment: "Pago", pastDue: "Vencido", fees: "Cargos", total: "Total",
		thisPeriod: "Este período", opening: "Capital anterior", closing: "Capital actual",
		interestGrown: "Intereses del período", toPrincipal: "Pagado al capital", changed: "Devoluciones, créditos y otros cambios",
		leftBefore: "Pagos pendientes antes", leftAfter: "Pagos pendientes ahora", paidBase: "Pagos de arrendamiento hechos",
		yourLoan: "Su préstamo", yourLease: "Su arrendamiento", contract: "Contrato",
		vehicle: "Vehículo", vin: "VIN", rate: "Tasa de interés anual", maturity: "Vencimiento",
		paymentsMade: "Pagos hechos", regular: "Pago regular",
		whereItWent: "Adónde fue cada centavo", noPayment: "No se hizo ningún pago en este período.",
		date: "Fecha", method: "Medio", amount: "Importe", interest: "Interés",
		principal: "Capital", base: "Arrendamiento", tax: "Impuesto", credit: "Crédito", balance: "Capital restante",
		left: "Por pagar", otherChanges: "Cargos y otros cambios", what: "Qué pasó",
		yearPaid: func(y int) string { return fmt.Sprintf("Pagado en %d", y) },
		mileage:  "Millas", allowance: "Límite de todo el plazo", allowedSoFar: "Límite hasta ahora",
		driven: "Recorridas", perMile: "Cada milla sobre el límite",
		messages: "Mensajes", goodToKnow: "Conviene saber", questions: "¿Preguntas?",
		loanNotes: []string{
			"El interés crece cada día sobre el capital que aún debe. Un pago cubre primero el interés hasta su día; el resto baja el capital. Pagar antes o pagar más ahorra intereses.",
			"Para liquidar el préstamo, pida una cotización de liquidación: incluye el interés hasta el día que elija.",
		},
		leaseNotes: []string{
			"Los pagos pendientes son los pagos de arrendamiento que faltan, con su impuesto. No son el precio del vehículo ni lo que cuesta terminar antes: pídanos esa cifra.",
		},
		methods: map[string]string{
			"": "Pago", statement.ByACH: "Débito bancario", statement.ByCard: "Tarjeta", statement.ByCheck: "Cheque",
			statement.ByWire: "Transferencia", statement.ByCash: "Efectivo",
		},
		happened: spanishChanges(),
		made:     "Hecho el", counts: "Cuenta desde", paidWith: "Pagado con", after: "después de este pago",
		happensNext: "Qué sigue", received: "Pago recibido", scheduled: "Pago programado",
		statementOf: func(month string) string { return "Estado de cuenta de " + month },
		page:        func(n, of int) string { return fmt.Sprintf("Página %d de %d", n, of) },
		of:          func(n, all int) string { return fmt.Sprintf("%d de %d", n, all) },
		until:       func(from, through string) string { return "Del " + from + " al " + through },
		byDate:      func(label, date string) string { return label + " hasta el " + date },
		autopay: func(amount, date, account string) string {
			return "El pago automático cobra " + amount + " el " + date + accountEnding(" de ", account) + "."
		},
		payBy: func(fee, date string) string {
			return "Después del " + date + " puede añadirse un cargo por demora de hasta " + fee + "."
		},
		isPastDue: func(amount string) string { return amount + " ya venció. Páguelo ahora o llámenos: podemos ayudar." },
		miles:     func(n string) string { return n + " millas" },
		milesRead: func(n, date string) string { return n + " millas el " + date },
		call:      func(phone, hours string) string { return join(". ", "Llame al "+phone, hours) + "." },
	}
}

func spanishChanges() map[string]string {
	return map[string]string{
		"correction": "Corrección de meses anteriores", "activated": "Comenzó el contrato", "converted": "Contrato recibido de otro sistema",
		"returned": "Pago devuelto por el banco", "returned/R01": "Pago devuelto por el banco: fondos insuficientes",
		"returned/R09": "Pago devuelto por el banco: fondos insuficientes", "returned/R02": "Pago devuelto por el banco: cuenta cerrada",
		"returned/R03": "Pago devuelto por el banco: cuenta no encontrada", "returned/R04": "Pago devuelto por el banco: cuenta no encontrada",
		"returned/R08": "Pago devuelto por el banco: pago detenido", "reversed": "Asiento corregido",
		"fee_assessed": "Cargo", "fee_assessed/late": "Cargo por demora", "fee_assessed/returned": "Cargo por pago devuelto",
		"fee_assessed/due_date": "Cargo por cambio de fecha", "fee_assessed/extension": "Cargo por prórroga", "fee_assessed/property_tax": "Impuesto a la propiedad",
		"fee_assessed/disposition": "Cargo de disposición", "fee_assessed/mileage": "Millas en exceso", "fee_assessed/wear": "Desgaste en exceso",
		"fee_assessed/early_termination": "Cargo por terminación anticipada", "fee_assessed/converted": "Cargos anteriores",
		"fee_waived": "Cargo condonado", "credit": "Crédito", "credit/insurance": "Pago del seguro", "credit/add_on": "Reembolso de un producto cancelado",
		"credit/goodwill": "Crédito de cortesía", "credit/deposit": "Depósito de garantía", "credit/sale_of_car": "Venta del vehículo",
		"credit_refunded": "Saldo a favor pagado", "rate_segment": "Cambió la tasa de interés", "scra": "Límite de tasa para militares",
		"extension": "Pagos movidos a más tarde", "due_date_change": "Cambió la fecha de pago", "reamortised": "Pago recalculado",
		"charged_off": "Dado por incobrable", "recovery": "Pago de una deuda incobrable", "small_balance": "Saldo pequeño cancelado",
		"cancelled": "Contrato anulado", "given_back": "Sus pagos, devueltos",
		"lease_extension": "Arrendamiento prorrogado", "turn_in": "Vehículo devuelto", "purchase": "Vehículo comprado",
		"early_termination": "Arrendamiento terminado antes",
	}
}
