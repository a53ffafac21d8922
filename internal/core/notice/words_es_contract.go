package notice

import "strconv"

// The words about bank accounts, autopay, changes of a contract, what our people do and answers to texts, in the Spanish of the United States.

func (n AccountAdded) esUS(h Head) words {
	return words{
		subject: "Se agregó una cuenta bancaria",
		body: []string{
			"El " + h.instant(n.At) + " se agregó una cuenta bancaria que termina en " + n.Account + ". Desde ella se pueden hacer pagos.",
			"Si no fue usted, avísenos de inmediato" + calling(h) + ", y cambie su contraseña.",
		},
		action: h.seeAccounts(),
		sms:    h.Brand.Name + ": ahora hay una nueva cuenta bancaria que termina en " + n.Account + ". ¿No fue usted? Avise enseguida" + calling(h) + ".",
	}
}

func (n AccountDeposits) esUS(h Head) words {
	return words{
		subject: "Hay dos depósitos pequeños en su cuenta bancaria",
		body: []string{
			"Enviamos dos depósitos de menos de un dólar cada uno a su cuenta que termina en " + n.Account + " y retiramos la suma de ambos. En los movimientos de su banco aparecen como ACCTVERIFY.",
			"Escriba los dos montos en la página de sus cuentas bancarias a más tardar el " + h.day(n.Until) + ". Con eso la cuenta queda verificada.",
		},
		action:  h.seeAccounts(),
		closing: []string{"Nunca pedimos estos montos por teléfono, correo ni mensaje de texto."},
		sms: h.Brand.Name + ": hay dos abonos chicos en su cuenta que termina en " + n.Account + ". Entre y escriba los dos montos antes de terminar el " + h.day(n.Until) +
			". No los comparta con nadie.",
	}
}

func (n AccountVerified) esUS(h Head) words {
	return words{
		subject: "Su cuenta bancaria está verificada",
		body:    []string{"Su cuenta bancaria que termina en " + n.Account + " está verificada. " + h.says(n.How), "No tiene que hacer nada."},
		action:  h.seeAccounts(),
		sms:     h.Brand.Name + ": su cuenta bancaria que termina en " + n.Account + " ya fue verificada. No tiene que hacer nada.",
	}
}

func (n AccountNotVerified) esUS(h Head) words {
	return words{
		subject: "No se pudo verificar su cuenta bancaria",
		body:    []string{"No se pudo verificar su cuenta bancaria que termina en " + n.Account + ". " + h.says(n.Why), h.says(n.Next)},
		action:  h.seeAccounts(),
		sms:     h.Brand.Name + ": no se pudo verificar su cuenta bancaria que termina en " + n.Account + ". Entre en su cuenta para ver el motivo.",
	}
}

func (n AccountStopped) esUS(h Head) words {
	return words{
		subject: "Dejamos de usar una cuenta bancaria suya",
		body:    []string{"Ya no se cobra nada de su cuenta que termina en " + n.Account + ". " + h.says(n.Reason), h.says(n.Next)},
		action:  h.seeAccounts(),
		sms:     h.Brand.Name + ": ya no se cobra nada de su cuenta bancaria que termina en " + n.Account + ". Entre en su cuenta para ver el motivo.",
	}
}

func (n AccountRemoved) esUS(h Head) words {
	return words{
		subject: "Se quitó una cuenta bancaria",
		body: []string{
			"El " + h.instant(n.At) + " se quitó la cuenta bancaria que termina en " + n.Account + ". Desde ella ya no se pueden hacer pagos nuevos.",
			"Si no fue usted, avísenos de inmediato" + calling(h) + ", y cambie su contraseña.",
		},
		action: h.seeAccounts(),
		sms:    h.Brand.Name + ": la cuenta bancaria que termina en " + n.Account + " ya no se encuentra en su lista. ¿No fue usted? Avise enseguida" + calling(h) + ".",
	}
}

func (n RefundSent) esUS(h Head) words {
	return words{
		subject: "Le estamos enviando " + n.amount(h),
		body: []string{
			"Le enviamos " + n.amount(h) + ", su saldo a favor, a su cuenta que termina en " + n.Account + ".",
			"Sale con el próximo archivo a nuestro banco. Los bancos tardan de uno a tres días hábiles en mostrarlo en su cuenta.",
		},
		action:  action{"Ver mi contrato", h.Brand.Site + "/"},
		closing: []string{"Referencia del reembolso: " + n.Reference + ".", "Si usted no lo pidió, avísenos de inmediato" + calling(h) + "."},
		sms:     h.Brand.Name + ": le enviamos " + n.amount(h) + " a su cuenta que termina en " + n.Account + ". ¿No fue usted? Avise enseguida" + calling(h) + ".",
	}
}

func (n RefundReturned) esUS(h Head) words {
	return words{
		subject: "Su reembolso regresó",
		body: []string{
			"Los " + n.amount(h) + " que enviamos a su cuenta que termina en " + n.Account + " no llegaron. " + h.says(n.Reason),
			"El dinero sigue siendo suyo: está en su contrato como saldo a favor. Elija otra cuenta bancaria para recibirlo o llámenos" + calling(h) + ".",
		},
		action:  h.seeAccounts(),
		closing: []string{"Referencia del reembolso: " + n.Reference + "."},
		sms:     h.Brand.Name + ": su reembolso de " + n.amount(h) + " fue devuelto. Entre en su cuenta para elegir otra cuenta bancaria.",
	}
}

func (n AutopayOn) esUS(h Head) words {
	what := "El pago automático" + ofVehicleES(n.Vehicle) + " está activado. "
	if n.Changed {
		what = "Su pago automático" + ofVehicleES(n.Vehicle) + " cambió. "
	}
	return words{
		subject: "El pago automático está activado",
		body: []string{
			what + "El primer pago, de " + n.amount(h) + ", se cobrará" + n.fromAccountES() + " el " + h.day(n.Date) + ".",
			"Cuando un monto sea distinto del anterior, se lo diremos al menos 10 días antes. Hasta el día del pago puede saltar un pago, cambiar el pago automático o desactivarlo en línea.",
		},
		action:  h.seeAutopay(),
		closing: []string{"Guardamos una copia de su autorización con su pago automático. Si usted no lo hizo, avísenos de inmediato" + calling(h) + "."},
		sms:     h.Brand.Name + ": Autopay queda activado. Primer pago: " + n.amount(h) + " el " + h.day(n.Date) + ". ¿No fue usted? Avise enseguida" + calling(h) + ".",
	}
}

func (n AutopayAhead) esUS(h Head) words {
	subject := "Pago automático: " + n.amount(h) + " el " + h.day(n.Date)
	second := "Es distinto de los " + h.Locale.Money(n.Usual, n.Currency) + " habituales porque algo cambió en su contrato: la página de su contrato muestra qué."
	if n.Final {
		subject = "Su último pago automático: " + n.amount(h) + " el " + h.day(n.Date)
		second = "Es el último: paga todo lo que falta, y con él termina el pago automático."
	}
	return words{
		subject: subject,
		body: []string{
			"Su próximo pago automático" + n.towardES() + " será de " + n.amount(h) + " y se cobrará" + n.fromAccountES() + " el " + h.day(n.Date) + ".", second,
			"Hasta el día del pago puede saltarlo, cambiar el pago automático o desactivarlo en línea.",
		},
		action: h.seeAutopay(),
		sms:    h.Brand.Name + ": con Autopay se cobran " + n.amount(h) + " el " + h.day(n.Date) + ".",
	}
}

func (n AutopaySkipped) esUS(h Head) words {
	if n.Again {
		return words{
			subject: "El pago automático sí cobrará el pago",
			body:    []string{"Como usted pidió, el pago automático cobrará " + n.amount(h) + n.towardES() + n.fromAccountES() + " el " + h.day(n.Date) + "."},
			action:  action{"Hacer un pago", h.Brand.Site + "/"},
			sms:     h.Brand.Name + ": con Autopay se cobran " + n.amount(h) + " el " + h.day(n.Date) + ".",
		}
	}
	return words{
		subject: "El pago automático saltará un pago",
		body: []string{
			"Como usted pidió, el pago automático no cobrará el pago de " + n.amount(h) + n.towardES() + " que vence el " + h.day(n.Date) + ".",
			"El pago sigue pendiente: hágalo de otra forma antes de esa fecha. El pago automático continúa con el siguiente.",
		},
		action: action{"Hacer un pago", h.Brand.Site + "/"},
		sms:    h.Brand.Name + ": Autopay no cobra el pago que vence el " + h.day(n.Date) + ". El pago sigue pendiente.",
	}
}

func (n AutopayWaits) esUS(h Head) words {
	return words{
		subject: "El pago automático necesita su ayuda",
		body:    []string{h.says(n.Why), h.says(n.Next)},
		action:  h.seeAutopay(),
		closing: []string{"Si tiene preguntas, llámenos" + calling(h) + "."},
		sms:     h.Brand.Name + ": Autopay necesita su ayuda. Entre en su cuenta para ver lo que puede hacer.",
	}
}

func (n AutopayOff) esUS(h Head) words {
	return words{
		subject: "El pago automático está desactivado",
		body:    []string{"El pago automático" + ofVehicleES(n.Vehicle) + " está desactivado. " + h.says(n.Why), h.says(n.Next)},
		action:  action{"Ver mi contrato", h.Brand.Site + "/"},
		closing: []string{"Si no esperaba esto, llámenos" + calling(h) + "."},
		sms:     h.Brand.Name + ": Autopay queda desactivado. " + h.says(n.Why),
	}
}

func (n DueDateMoved) esUS(h Head) words {
	return n.told(h, "Su fecha de vencimiento cambió", "ha cambiado la fecha en que vence su pago.")
}

func (n FeeWaived) esUS(h Head) words {
	return n.told(h, "Se condonó un cargo", "ya no le cobramos un cargo.")
}

func (n PaymentReversed) esUS(h Head) words {
	return n.told(h, "Se anuló un pago de su contrato", "ya no cuenta un pago en su contrato.")
}

func (n ExtensionAsked) esUS(h Head) words {
	return n.told(h, "Una prórroga espera su firma", "hay un acuerdo que espera su firma: mueve pagos al final del contrato.")
}

func (n ExtensionGranted) esUS(h Head) words {
	return n.told(h, "Su prórroga ya cuenta", "ya cuenta el acuerdo que mueve pagos al final de su contrato.")
}

func (n ExtensionClosed) esUS(h Head) words {
	return n.told(h, "Su prórroga no cuenta", "el acuerdo para mover pagos al final de su contrato no cuenta.")
}

func (n ArrangementMade) esUS(h Head) words {
	return n.told(h, "Su acuerdo de pago", "su acuerdo para pagar lo vencido queda hecho.")
}

func (n ArrangementBroken) esUS(h Head) words {
	return n.told(h, "Su acuerdo de pago terminó", "falta una parte de su acuerdo de pago, por eso ha terminado.")
}

func (n ArrangementCompleted) esUS(h Head) words {
	return n.told(h, "Usted cumplió su acuerdo de pago", "todo lo que abarca su acuerdo de pago queda pagado. Gracias.")
}

func (n CaseOpened) esUS(h Head) words {
	return n.told(h, "Su caso está abierto", "hay un caso abierto a su nombre.")
}

func (n CaseClosed) esUS(h Head) words {
	return n.told(h, "Su caso está cerrado", "su caso queda cerrado.")
}

func (n ExtraChosen) esUS(h Head) words {
	return words{
		subject: "Qué hace desde ahora el dinero adicional",
		body: []string{
			"Usted eligió qué pasa cuando paga más de lo que vence" + ofVehicleES(n.Vehicle) + ". " + h.says(n.What),
			"Vale para todos los pagos desde ahora, sin importar cómo lleguen. Lo que se pagó antes queda como está.",
		},
		action:  action{"Ver mi contrato", h.Brand.Site + "/"},
		closing: []string{"Si usted no lo hizo, avísenos de inmediato" + calling(h) + "."},
		sms:     h.Brand.Name + ": ha cambiado lo que hace el dinero adicional. ¿No fue usted? Avise enseguida" + calling(h) + ".",
	}
}

func (n PaymentAhead) esUS(h Head) words {
	amount := h.Locale.Money(n.Amount, n.Currency)
	return words{
		subject: "Su próximo pago vence el " + h.day(n.Due),
		body: []string{
			"Un recordatorio amable: el pago de " + amount + ofVehicleES(n.Vehicle) + " vence el " + h.day(n.Due) + ".",
			"Si ya pagó o lo arregló con su propio banco, no tiene que hacer nada.",
		},
		action: action{"Hacer un pago", h.Brand.Site + "/"},
		sms:    h.Brand.Name + ": " + amount + " vence el " + h.day(n.Due) + ". Si ya ha pagado, no tiene que hacer nada.",
	}
}

func (n PastDue) esUS(h Head) words {
	amount := h.Locale.Money(n.Amount, n.Currency)
	days := "un día"
	if n.Days != 1 {
		days = strconv.Itoa(n.Days) + " días"
	}
	what := "El pago de " + amount + ofVehicleES(n.Vehicle) + " está vencido desde el " + h.day(n.Since) + ", hace " + days + "."
	if n.Fees > 0 {
		what += " Se suman cargos de " + h.Locale.Money(n.Fees, n.Currency) + "."
	}
	return words{
		subject: "Su pago está vencido",
		body:    []string{what, n.nextES()},
		action:  action{"Pagar o buscar una solución", h.Brand.Site + "/"},
		closing: []string{"Si mientras tanto ya pagó, gracias; no tiene que hacer nada. Si no puede pagar todo, hable con nosotros" + calling(h) + "."},
		sms:     h.Brand.Name + ": " + amount + " es un pago vencido desde el " + h.day(n.Since) + ". Entre en su cuenta para pagar o encontrar con nosotros una forma de hacerlo.",
	}
}

func (n PastDue) nextES() string {
	switch {
	case n.Days >= threeMonthLate:
		return "Esto pone en riesgo el contrato y el vehículo. Pague o llámenos ahora: cuanto antes hablemos, más se puede hacer."
	case n.Days >= twoMonthsLate:
		return "Pague hoy lo que pueda, o llámenos esta semana, para encontrar juntos una solución antes de que el contrato corra riesgo."
	case n.Days >= aMonthLate:
		return "Lleva más de un mes de retraso. Páguelo, o díganos cuánto puede pagar y cuándo: encuentra las opciones en Facilidades de pago y cambios."
	}
	return "Puede pagarlo todo o una parte en línea. Si la fecha no le conviene o le falta dinero, en Facilidades de pago y cambios encuentra lo que se puede hacer."
}

func (n InterestReady) esUS(h Head) words {
	year := strconv.Itoa(n.Year)
	return words{
		subject: "Su estado de intereses de " + year,
		body: []string{
			"El estado de los intereses que pagó en " + year + ofVehicleES(n.Vehicle) + " está listo. Lo encuentra en Estados de cuenta.",
			"Guárdelo para su declaración de impuestos. Dice si lo informamos al Servicio de Impuestos Internos (IRS).",
		},
		action: action{"Leer mi estado de intereses", h.Brand.Site + "/statements"},
	}
}

func (n StaffInvitation) esUS(h Head) words {
	return words{
		subject: "Su acceso al escritorio de " + h.Brand.Name,
		body: []string{
			"Le dieron acceso al escritorio de los agentes. Elija una contraseña y conecte una aplicación de autenticación; tenga su teléfono a la mano.",
		},
		action:  action{"Activar mi acceso", n.Link},
		closing: []string{"El enlace sirve una sola vez, hasta el " + h.instant(n.Expires) + ". Si no esperaba esto, avise a su administrador."},
	}
}

func (n PasswordLink) esUS(h Head) words {
	return words{
		subject: "Elija una contraseña nueva",
		body: []string{
			"Usted pidió una contraseña nueva a uno de nuestros agentes. El agente comprobó quién llamaba y no puede ver ni poner su contraseña.",
		},
		action: action{"Elegir una contraseña nueva", n.Link},
		closing: []string{
			"El enlace sirve una sola vez, durante " + minutesES(n.Minutes) + ". Después inicia sesión como siempre, con un código.",
			"Si usted no lo pidió, avísenos de inmediato" + calling(h) + ".",
		},
	}
}

func (n CallerCode) esUS(h Head) words {
	return words{
		subject: "Su código para nuestro agente",
		body:    []string{"Alguien nos llamó por su cuenta. Si fue usted, léale este código al agente:"},
		code:    n.Code,
		closing: []string{
			worksES(n.Minutes) + ", solo por teléfono con nosotros, y no permite iniciar sesión.",
			"Si usted no nos llamó, no le diga este código a nadie y avísenos" + calling(h) + ".",
		},
		sms: h.Brand.Name + ": lea " + n.Code + " a nuestro agente, solo si usted nos ha llamado. Sirve por " + minutesES(n.Minutes) + ". ¿No ha llamado? No lo diga a nadie.",
	}
}

func (n CalledPaymentCode) esUS(h Head) words {
	what := h.Locale.Money(n.Amount, n.Currency) + " desde la cuenta que termina en " + n.Account + " el " + h.Locale.DateLong(n.Date)
	return words{
		subject: "Su código para aceptar un pago por teléfono",
		body:    []string{"Usted le pidió por teléfono a nuestro agente un pago de " + what + ". Si está de acuerdo, léale este código:"},
		code:    n.Code,
		closing: []string{
			worksES(n.Minutes) + ", solo para este pago. Léalo solo si está de acuerdo.",
			"Si no está hablando por teléfono con nosotros, no le diga este código a nadie y avísenos" + calling(h) + ".",
		},
		sms: h.Brand.Name + ": si acepta pagar " + what + ", lea " + n.Code + " a nuestro agente. Sirve por " + minutesES(n.Minutes) + ". ¿No nos ha llamado? No lo diga a nadie.",
	}
}

func (n CalledPayment) esUS(h Head) words {
	debit := n.debit("débito ACH", "débito directo")
	return words{
		subject: "Usted aceptó un pago por teléfono: " + n.amount(h) + " para el " + h.day(n.Date),
		body: append([]string{
			"El " + h.instant(n.At) + " usted, " + line(n.Name, maxName) + ", aceptó por teléfono un pago, con un código que le habíamos enviado. Con esa autorización hacemos un solo " + debit + ":",
			n.amount(h) + n.towardES() + n.fromAccountES() + ", a partir del " + h.day(n.Date) + ".",
			"Puede retirar su autorización hasta el " + h.instant(n.CancelUntil) + ": cancele el pago en nuestro sitio" + orCallES(h) + ".",
			"Si tiene alguna pregunta, o si usted no aceptó esto, avísenos" + calling(h) + ".",
		}, n.referredES()...),
		action: action{"Ver mis pagos", h.Brand.Site + "/"},
		sms: h.Brand.Name + ": usted acepta por teléfono un " + debit + " de " + n.amount(h) + n.fromAccountES() + " a partir del " + h.day(n.Date) +
			". Cancele hasta el " + h.instant(n.CancelUntil) + " en nuestro sitio" + orCallES(h) + ".",
	}
}

func (n DeskAct) esUS(h Head) words {
	what := h.says(n.What)
	body := []string{what + " Fue el " + h.instant(n.At) + "."}
	sms := h.Brand.Name + ": " + what
	if !n.Due.IsZero() {
		body = append(body, "Entra en vigor el "+h.instant(n.Due)+" si usted no lo cancela antes en \"Seguridad\"."+mayCallES(h))
		sms += " Vale desde el " + h.instant(n.Due) + " si usted no lo cancela."
	}
	return words{
		subject: "Se hizo algo en su cuenta",
		body:    body,
		action:  action{"Seguridad", h.Brand.Site + "/security"},
		closing: []string{"Si usted no lo pidió, avísenos de inmediato" + calling(h) + "."},
		sms:     sms + " ¿No fue usted? Avise enseguida" + calling(h) + ".",
	}
}

func (n TextsStopped) esUS(h Head) words {
	return words{sms: h.Brand.Name + ": ya no recibe mensajes nuestros, tampoco los que le dejan entrar en su cuenta. Para recibirlos de nuevo, responda START. ¿Preguntas? " + reachedES(h)}
}

func (n TextsStarted) esUS(h Head) words {
	return words{sms: h.Brand.Name + ": de nuevo recibe nuestros mensajes. Responda STOP para no recibirlos, HELP para ayuda."}
}

func (n TextsHelp) esUS(h Head) words {
	return words{sms: h.Brand.Name + ": avisos y claves de su cuenta. Nadie lee las respuestas. Pueden aplicarse tarifas de mensajes y datos. Responda STOP para no recibirlos. " + reachedES(h)}
}

func reachedES(h Head) string {
	if h.Brand.Phone == "" {
		return "Ayuda: " + h.Brand.Site + "/help"
	}
	return "Llame al " + h.Brand.Phone + " o vea " + h.Brand.Site + "/help"
}
