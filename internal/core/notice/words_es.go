package notice

import "strconv"

// The words of every notice about registering, signing in and payments in the Spanish of the United States. A text keeps to the letters of
// GSM 7-bit's basic table: é and ñ are among them, á, í, ó and ú are not, so it says what it has to say in words without these and stays as
// short as an English one. Only a sentence that comes in from outside this package may bring them; see Parts.

func (n Invitation) esUS(h Head) words {
	return words{
		subject: "Su cuenta de " + h.Brand.Name + " está lista para activarse",
		body: []string{
			contractES(n.Vehicle) + " está activo. Active su cuenta en línea para ver su saldo, hacer pagos y leer sus estados de cuenta.",
			"Si el botón no funciona, abra " + h.Brand.Site + "/register y escriba este código:",
		},
		action:  action{"Activar mi cuenta", n.Link},
		code:    n.Code,
		closing: []string{"El enlace y el código sirven una sola vez, hasta el " + h.instant(n.Expires) + ". Si usted no firmó este contrato, llámenos."},
	}
}

func (n ContactCode) esUS(h Head) words {
	if n.New {
		return words{
			subject: "Su código para confirmar esta dirección",
			body:    []string{"Use este código para registrar esta dirección en " + h.Brand.Name + ":"},
			code:    n.Code,
			closing: []string{
				worksES(n.Minutes) + ". " + neverTellES,
				"Si usted no lo pidió, alguien se equivocó al escribir una dirección. Puede ignorar este mensaje.",
			},
			sms: codeTextES(h, "para confirmar este celular escriba ", n.Code, n.Minutes),
		}
	}
	return words{
		subject: "Su código de registro",
		body:    []string{"Use este código para terminar de activar su cuenta de " + h.Brand.Name + ":"},
		code:    n.Code,
		closing: []string{
			worksES(n.Minutes) + ". " + neverTellES,
			"Si usted no está activando una cuenta, puede ignorar este mensaje. No se cambió nada.",
		},
		sms: codeTextES(h, "para terminar su registro escriba ", n.Code, n.Minutes),
	}
}

func (n SignInCode) esUS(h Head) words {
	return words{
		subject: "Su código para iniciar sesión",
		body:    []string{"Use este código para iniciar sesión en " + h.Brand.Name + ":"},
		code:    n.Code,
		closing: []string{
			worksES(n.Minutes) + ". " + neverTellES,
			"Si usted no está iniciando sesión, otra persona conoce su contraseña. Cámbiela, por favor.",
		},
		sms: codeTextES(h, "para entrar en su cuenta escriba ", n.Code, n.Minutes),
	}
}

const neverTellES = "Nunca se lo pediremos, ni siquiera por teléfono."

func worksES(valid int) string { return "Sirve una sola vez, durante " + minutesES(valid) }

func codeTextES(h Head, what, code string, valid int) string {
	return h.Brand.Name + ": " + what + code + ". Sirve por " + minutesES(valid) + ". Nunca se lo pediremos.\n\n@" + h.Brand.host() + " #" + code
}

func minutesES(n int) string {
	if n == 1 {
		return "1 minuto"
	}
	return strconv.Itoa(n) + " minutos"
}

func (n NewDevice) esUS(h Head) words {
	what := "El " + h.instant(n.At) + " se inició sesión en su cuenta con un navegador que no habíamos visto antes"
	if device := n.device(" en "); device != "" {
		what += ": " + device
	}
	if place := line(n.Place, maxPlace); place != "" {
		what += ", cerca de " + place
	}
	w := words{
		subject: "Nuevo inicio de sesión en su cuenta",
		body:    []string{what + ".", "Si fue usted, no tiene que hacer nada."},
		action:  action{"Revisar mis dispositivos", h.Brand.Site + "/security"},
		closing: []string{"Si no fue usted, cierre allí la sesión de ese dispositivo y cambie su contraseña" + orCallES(h) + "."},
		sms:     h.Brand.Name + ": un nuevo dispositivo ha entrado en su cuenta el " + h.instant(n.At) + ". ¿No fue usted? Cambie su contraseña" + orCallES(h) + ".",
	}
	if n.Link != "" {
		w.action = action{"No fui yo", h.notMe(n.Link)}
		w.closing = []string{"Así se cierra la sesión de ese navegador, se olvida y se pide una contraseña nueva la próxima vez. El enlace sirve una sola vez, durante 14 días" + thenCallES(h) + "."}
		w.sms = h.Brand.Name + ": un nuevo dispositivo ha entrado en su cuenta el " + h.instant(n.At) + ". ¿No fue usted? " + h.notMe(n.Link)
	}
	return w
}

func (n ContactChanged) esUS(h Head) words {
	what, old, short := "El correo electrónico", "el correo anterior", "el correo"
	if n.Phone {
		what, old, short = "El número de teléfono", "el teléfono anterior", "el celular"
	}
	to := ""
	if hint := line(n.Hint, maxName); hint != "" {
		to = " a " + hint
	}
	w := words{
		subject: what + " de su cuenta cambió",
		body: []string{
			what + " de su cuenta de " + h.Brand.Name + " se cambió" + to + " el " + h.instant(n.At) + ".", "Si fue usted, no tiene que hacer nada.",
		},
		closing: []string{"Si no fue usted, avísenos de inmediato" + calling(h) + "."},
		sms:     h.Brand.Name + ": " + short + " de su cuenta ha cambiado. ¿No fue usted? Avise enseguida" + calling(h) + ".",
	}
	if n.Link != "" {
		w.action = action{"No fui yo", h.notMe(n.Link)}
		w.closing = []string{"Así se vuelve a poner " + old + ", se cierran todas las sesiones y se pide una contraseña nueva la próxima vez. El enlace sirve una sola vez, durante 14 días" + thenCallES(h) + "."}
		w.sms = h.Brand.Name + ": " + short + " de su cuenta ha cambiado. ¿No fue usted? " + h.notMe(n.Link)
	}
	return w
}

func (n ResetAsked) esUS(h Head) words {
	return words{
		subject: "Alguien pidió cambiar la forma de confirmar su inicio de sesión",
		body: []string{
			"El " + h.instant(n.At) + " alguien que conoce la contraseña de su cuenta de " + h.Brand.Name + " dijo que perdió el teléfono, la aplicación y los códigos de recuperación de la cuenta.",
			"Si fue usted, vuelva después del " + h.instant(n.Ready) + ", inicie sesión con su contraseña y elija otra vez que no puede usar ninguno de estos medios. Si antes encuentra su teléfono, solo inicie sesión con él.",
		},
		action:  action{"No fui yo: detenerlo", h.notMe(n.Link)},
		closing: []string{"Nada cambia antes del " + h.instant(n.Ready) + ". Si no fue usted, alguien conoce su contraseña: detenga la solicitud y luego cambie su contraseña" + orCallES(h) + "."},
		sms:     h.Brand.Name + ": alguien pide reemplazar su celular perdido. Nada cambia antes del " + h.instant(n.Ready) + ". ¿No fue usted? Pare el cambio: " + h.notMe(n.Link),
	}
}

func (n ResetLink) esUS(h Head) words {
	return words{
		subject: "Continúe con su teléfono nuevo",
		body:    []string{"La espera terminó. Abra esta página, escriba su nuevo número de celular y confírmelo con el código que le enviaremos por mensaje de texto:"},
		action:  action{"Registrar mi teléfono nuevo", h.Brand.Site + "/lost?link=" + n.Link},
		closing: []string{"El enlace sirve una sola vez, durante " + minutesES(n.Minutes) + ". Si usted no lo pidió, llámenos de inmediato" + calling(h) + "."},
	}
}

func (n PaymentCode) esUS(h Head) words {
	what := h.Locale.Money(n.Amount, n.Currency)
	if n.Account != "" {
		what += " desde la cuenta que termina en " + n.Account
	}
	return words{
		subject: "Su código para confirmar un pago",
		body:    []string{"Use este código para confirmar un pago de " + what + " a " + h.Brand.Name + ":"},
		code:    n.Code,
		closing: []string{
			worksES(n.Minutes) + ", solo para este pago. " + neverTellES,
			"Si usted no está haciendo este pago, no lo use y llámenos" + calling(h) + ".",
		},
		sms: codeTextES(h, "para pagar "+what+" escriba ", n.Code, n.Minutes),
	}
}

func (n Welcome) esUS(h Head) words {
	return words{
		subject: "Su cuenta está activada",
		body: []string{
			"Su cuenta de " + h.Brand.Name + " se activó el " + h.instant(n.At) + ". Su nombre de usuario es " + line(n.Username, maxName) + ".",
			"Ya puede ver su saldo, hacer pagos y leer sus estados de cuenta en línea.",
		},
		action:  action{"Iniciar sesión", h.Brand.Site + "/login"},
		closing: []string{"Si usted no lo hizo, avísenos de inmediato" + calling(h) + "."},
	}
}

func (n PasswordChanged) esUS(h Head) words {
	return words{
		subject: "Su contraseña cambió",
		body:    []string{"La contraseña de su cuenta de " + h.Brand.Name + " se cambió el " + h.instant(n.At) + ". Se cerró la sesión en todos los demás dispositivos.", "Si fue usted, no tiene que hacer nada."},
		closing: []string{"Si no fue usted, avísenos de inmediato" + calling(h) + "."},
		sms:     h.Brand.Name + ": su contraseña ha cambiado el " + h.instant(n.At) + ". ¿No fue usted? Avise enseguida" + calling(h) + ".",
	}
}

func (n RecoveryCode) esUS(h Head) words {
	what, sms := "elegir una contraseña nueva para", "para elegir una contraseña nueva escriba "
	if n.Unlock {
		what, sms = "desbloquear", "para desbloquear su cuenta escriba "
	}
	var named []string
	if name := line(n.Username, maxName); name != "" {
		named = []string{"Su nombre de usuario es " + name + "."}
	}
	return words{
		subject: "Su código para volver a entrar",
		body:    append(named, "Use este código para "+what+" su cuenta de "+h.Brand.Name+", en la página donde lo pidió:"),
		code:    n.Code,
		closing: []string{
			worksES(n.Minutes) + ", junto con un segundo código a su teléfono. " + neverTellES,
			"Si usted no lo pidió, puede ignorar este mensaje: no se cambió nada, y con este código solo no se puede cambiar nada.",
		},
		sms: codeTextES(h, sms, n.Code, n.Minutes),
	}
}

func (n Unlocked) esUS(h Head) words {
	return words{
		subject: "Su cuenta fue desbloqueada",
		body: []string{
			"El inicio de sesión en su cuenta de " + h.Brand.Name + " estaba en pausa después de demasiados intentos. Se desbloqueó el " + h.instant(n.At) + " con códigos enviados a su correo y a su teléfono.",
			"Si fue usted, no tiene que hacer nada.",
		},
		closing: []string{"Si no fue usted, avísenos de inmediato" + calling(h) + "."},
		sms:     h.Brand.Name + ": su cuenta fue desbloqueada el " + h.instant(n.At) + ". ¿No fue usted? Avise enseguida" + calling(h) + ".",
	}
}

func (n FactorChanged) esUS(h Head) words {
	return words{
		subject: "Cambió su forma de iniciar sesión",
		body:    []string{h.says(n.What) + " Esto se hizo en su cuenta de " + h.Brand.Name + " el " + h.instant(n.At) + ".", "Si fue usted, no tiene que hacer nada."},
		action:  action{"Revisar cómo inicio sesión", h.Brand.Site + n.page()},
		closing: []string{"Si no fue usted, avísenos de inmediato" + calling(h) + "."},
		sms:     h.Brand.Name + ": " + h.says(n.What) + " ¿No fue usted? Avise enseguida" + calling(h) + ".",
	}
}

func (n PaymentScheduled) esUS(h Head) words {
	body := []string{"Programamos su pago de " + n.amount(h) + n.towardES() + n.fromAccountES() + " para el " + h.day(n.Date) + "."}
	if !n.CancelUntil.IsZero() {
		body = append(body, "Puede cancelarlo hasta el "+h.instant(n.CancelUntil)+".")
	}
	return words{
		subject: "Pago programado: " + n.amount(h) + " para el " + h.day(n.Date),
		body:    append(body, n.referredES()...),
		action:  action{"Ver mis pagos", h.Brand.Site + "/"},
		sms:     h.Brand.Name + ": su pago de " + n.amount(h) + " queda programado para el " + h.day(n.Date) + ".",
	}
}

func (n PaymentReceived) esUS(h Head) words {
	return words{
		subject: "Pago recibido: " + n.amount(h),
		body: append([]string{
			"Gracias. Su pago de " + n.amount(h) + n.towardES() + n.fromAccountES() + " se acreditó el " + h.day(n.Date) + ".",
			"Su saldo ahora es de " + h.Locale.Money(n.Balance, n.Currency) + ".",
		}, n.referredES()...),
		action: action{"Ver adónde fue", h.Brand.Site + "/"},
		sms:    h.Brand.Name + ": gracias, su pago de " + n.amount(h) + " fue acreditado el " + h.day(n.Date) + ".",
	}
}

func (n PaymentReturned) esUS(h Head) words {
	return words{
		subject: "Su pago de " + n.amount(h) + " fue devuelto",
		body: append([]string{
			"Su banco devolvió el pago de " + n.amount(h) + n.towardES() + n.fromAccountES() + " con fecha del " + h.day(n.Date) + ". " + h.says(n.Reason),
			h.says(n.Next),
		}, n.referredES()...),
		action:  action{"Hacer un pago", h.Brand.Site + "/"},
		closing: []string{"Si ahora le falta dinero, muchas veces hay una solución. Hable con nosotros" + calling(h) + "."},
		sms:     h.Brand.Name + ": su banco ha devuelto su pago de " + n.amount(h) + " del " + h.day(n.Date) + ". Entre en su cuenta para ver lo que sigue.",
	}
}

func (n PaymentCancelled) esUS(h Head) words {
	return words{
		subject: "Pago cancelado: " + n.amount(h),
		body: append([]string{
			"Su pago de " + n.amount(h) + n.towardES() + " para el " + h.day(n.Date) + " fue cancelado. No se cobrará nada por él.",
			"Si tiene un pago pendiente, elija otra fecha.",
		}, n.referredES()...),
		action: action{"Hacer un pago", h.Brand.Site + "/"},
		sms:    h.Brand.Name + ": su pago de " + n.amount(h) + " para el " + h.day(n.Date) + " fue cancelado.",
	}
}

func (n StatementReady) esUS(h Head) words {
	body := []string{"Su estado de cuenta" + ofVehicleES(n.Vehicle) + " hasta el " + h.day(n.Closing) + " está listo."}
	if !n.DueDate.IsZero() {
		body = append(body, "Vence el "+h.day(n.DueDate)+": "+h.Locale.Money(n.Due, n.Currency)+".")
	}
	return words{
		subject: "Su estado de cuenta está listo",
		body:    body,
		action:  action{"Leer mi estado de cuenta", h.Brand.Site + "/"},
		sms:     h.Brand.Name + ": su estado de cuenta hasta el " + h.day(n.Closing) + " ya se puede leer en su cuenta.",
	}
}

func (n BankDetailsCorrected) esUS(h Head) words {
	same := "se han corregido los datos de su cuenta bancaria que termina en " + n.Old + "."
	if n.New != n.Old {
		same = "su cuenta bancaria que terminaba en " + n.Old + " ahora termina en " + n.New + "."
	}
	return words{
		subject: "Su banco corrigió los datos de su cuenta",
		body: []string{
			"Su banco nos informó de un cambio en su cuenta bancaria que termina en " + n.Old + ". " + h.says(n.What.Or(corrected())),
			"Desde ahora usamos los datos nuevos. No tiene que hacer nada y sus pagos siguen como antes.",
		},
		closing: []string{"Si esto no es correcto, avísenos" + calling(h) + "."},
		sms:     h.Brand.Name + ": " + same + " Lo dice su banco; no tiene que hacer nada.",
	}
}

func (p Payment) fromAccountES() string {
	if p.Account == "" {
		return ""
	}
	return " desde la cuenta que termina en " + p.Account
}

func (p Payment) towardES() string {
	if v := line(p.Vehicle, maxName); v != "" {
		return " para su " + v
	}
	return ""
}

func (p Payment) referredES() []string {
	if r := line(p.Reference, maxName); r != "" {
		return []string{"Referencia del pago: " + r + "."}
	}
	return nil
}

func ofVehicleES(vehicle string) string {
	if v := line(vehicle, maxName); v != "" {
		return " de su " + v
	}
	return ""
}

func contractES(vehicle string) string {
	if vehicle == "" {
		return "Su contrato"
	}
	return "El contrato" + ofVehicleES(vehicle)
}

func orCallES(h Head) string {
	if h.Brand.Phone == "" {
		return ""
	}
	return " o llame al " + h.Brand.Phone
}

func mayCallES(h Head) string {
	if h.Brand.Phone == "" {
		return ""
	}
	return " También puede llamar al " + h.Brand.Phone + "."
}

func thenCallES(h Head) string {
	if h.Brand.Phone == "" {
		return ""
	}
	return "; después, llame al " + h.Brand.Phone
}
