package view

func (p RegisterPassword) passwordHint() string {
	return p.Say("At least %s characters. Three or four random words are strong and easy to type. Spaces are fine.",
		"Al menos %s caracteres. Tres o cuatro palabras al azar son seguras y fáciles de escribir. Puede usar espacios.",
		"Mindestens %s Zeichen. Drei oder vier zufällige Wörter sind sicher und leicht zu tippen. Leerzeichen sind erlaubt.", p.minChars())
}
