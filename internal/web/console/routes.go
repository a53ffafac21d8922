package console

import (
	"net/http"

	"marque/internal/service/staffing"
	"marque/internal/web/guard"
	"marque/internal/web/ui"
)

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// Routes is the table of the desk's pages, each with its guard. What changes another person's account is behind a fresh factor.
func (c *Console) Routes() []guard.Route {
	return []guard.Route{
		{Method: get, Pattern: ui.PathDeskSignIn, Guard: guard.Public, Handler: c.signInForm},
		{Method: post, Pattern: ui.PathDeskSignIn, Guard: guard.Public, Handler: c.signIn},
		{Method: post, Pattern: pathPasskeyAsk, Guard: guard.Public, Question: true, Handler: c.passkeyAsk},
		{Method: post, Pattern: pathPasskey, Guard: guard.Public, Handler: c.passkey},
		{Method: get, Pattern: pathCompany, Guard: guard.Public, Handler: c.company},
		{Method: get, Pattern: pathCompanyBack, Guard: guard.Public, Handler: c.companyBack},
		{Method: get, Pattern: pathCode, Guard: guard.DeskCode, Handler: c.codeForm},
		{Method: post, Pattern: pathCode, Guard: guard.DeskCode, Handler: c.code},
		{Method: get, Pattern: pathConfirm, Guard: guard.Desk, Handler: c.confirmForm},
		{Method: post, Pattern: pathConfirm, Guard: guard.Desk, Handler: c.confirm},
		{Method: post, Pattern: pathConfirmPasskeyAsk, Guard: guard.Desk, Handler: c.confirmPasskeyAsk},
		{Method: post, Pattern: pathConfirmPasskey, Guard: guard.Desk, Handler: c.confirmPasskey},
		{Method: get, Pattern: staffing.WelcomePath, Guard: guard.Public, Handler: c.welcomeForm},
		{Method: post, Pattern: staffing.WelcomePath, Guard: guard.Public, Handler: c.welcome},
		{Method: post, Pattern: pathWelcomeApp, Guard: guard.Public, Handler: c.welcomeApp},

		{Method: get, Pattern: ui.PathDesk, Guard: guard.Desk, Handler: c.findForm},
		{Method: post, Pattern: pathFind, Guard: guard.Desk, Handler: c.find},
		{Method: get, Pattern: pathCustomer, Guard: guard.Desk, Handler: c.customer},
		{Method: get, Pattern: pathContract, Guard: guard.Desk, Handler: c.contract},
		{Method: get, Pattern: pathContract + "/waive", Guard: guard.DeskFresh, Handler: c.waiveForm},
		{Method: post, Pattern: pathContract + "/waive", Guard: guard.DeskFresh, Handler: c.waive, Back: backToAdjust},
		{Method: get, Pattern: pathContract + payPath, Guard: guard.DeskFresh, Handler: c.payForm},
		{Method: post, Pattern: pathContract + payPath, Guard: guard.DeskFresh, Handler: c.pay, Back: backToAdjust},
		{Method: post, Pattern: pathContract + payPath + "/code", Guard: guard.DeskFresh, Handler: c.agree, Back: backToAdjust},
		{Method: get, Pattern: pathContract + "/reverse", Guard: guard.DeskFresh, Handler: c.reverseForm},
		{Method: post, Pattern: pathContract + "/reverse", Guard: guard.DeskFresh, Handler: c.reverse, Back: backToAdjust},
		{Method: get, Pattern: pathCustomer + "/reveal", Guard: guard.DeskFresh, Handler: c.revealForm},
		{Method: post, Pattern: pathCustomer + "/reveal", Guard: guard.DeskFresh, Handler: c.reveal, Back: backToReveal},
		{Method: post, Pattern: pathCustomer + "/script", Guard: guard.DeskFresh, Handler: c.script, Back: backToCustomer},
		{Method: post, Pattern: pathCustomer + "/code", Guard: guard.DeskFresh, Handler: c.sendCode, Back: backToCustomer},
		{Method: post, Pattern: pathCustomer + "/code/check", Guard: guard.DeskFresh, Handler: c.readBack, Back: backToCustomer},
		{Method: post, Pattern: pathCustomer + "/unlock", Guard: guard.DeskFresh, Handler: c.unlock, Back: backToCustomer},
		{Method: post, Pattern: pathCustomer + "/reset", Guard: guard.DeskFresh, Handler: c.reset, Back: backToCustomer},
		{Method: post, Pattern: pathCustomer + "/factor", Guard: guard.DeskFresh, Handler: c.remove, Back: backToCustomer},
		{Method: post, Pattern: pathCustomer + "/helpers/end", Guard: guard.DeskFresh, Handler: c.stopHelp, Back: backToCustomer},
		{Method: post, Pattern: pathCustomer + "/flags", Guard: guard.DeskFresh, Handler: c.flag, Back: backToCustomer},
		{Method: get, Pattern: pathCustomer + "/view", Guard: guard.DeskFresh, Handler: c.viewForm},
		{Method: post, Pattern: pathCustomer + "/view", Guard: guard.DeskFresh, Handler: c.view, Back: backToView},
		{Method: get, Pattern: ui.PathDeskGuide, Guard: guard.Desk, Handler: c.guideForm},
		{Method: post, Pattern: ui.PathDeskGuide, Guard: guard.Desk, Handler: c.guide},
		{Method: get, Pattern: pathGuide, Guard: guard.Desk, Handler: c.guided, Passive: true},
		{Method: post, Pattern: pathGuide + "/end", Guard: guard.Desk, Handler: c.guideEnd},
		{Method: post, Pattern: ui.PathDeskViewEnd, Guard: guard.Desk, Handler: c.viewEnd},
		{Method: get, Pattern: ui.PathDeskQueue, Guard: guard.Desk, Handler: c.queue},
		{Method: get, Pattern: pathTalk, Guard: guard.Desk, Handler: c.talk},
		{Method: post, Pattern: pathTalk, Guard: guard.Desk, Handler: c.reply, Files: true},
		{Method: post, Pattern: pathTalk + "/claim", Guard: guard.Desk, Handler: c.claim},
		{Method: post, Pattern: pathTalk + "/give", Guard: guard.Desk, Handler: c.give},
		{Method: post, Pattern: pathTalk + "/labels", Guard: guard.Desk, Handler: c.labels},
		{Method: post, Pattern: pathTalk + "/notes", Guard: guard.Desk, Handler: c.note},
		{Method: post, Pattern: pathTalk + "/close", Guard: guard.Desk, Handler: c.endTalk},
		{Method: post, Pattern: pathTalk + "/watch", Guard: guard.Desk, Handler: c.watch, Passive: true},
		{Method: get, Pattern: pathTalk + "/news", Guard: guard.Desk, Handler: c.talkNews, Passive: true},
		{Method: get, Pattern: pathTalk + "/files/{file}", Guard: guard.Desk, Handler: c.talkFile},
		{Method: get, Pattern: ui.PathDeskCases, Guard: guard.Desk, Handler: c.cases},
		{Method: get, Pattern: pathCaseNew, Guard: guard.Desk, Handler: c.newCaseForm},
		{Method: post, Pattern: pathCaseNew, Guard: guard.Desk, Handler: c.newCase},
		{Method: get, Pattern: pathCase, Guard: guard.Desk, Handler: c.caseFile},
		{Method: post, Pattern: pathCase + "/give", Guard: guard.Desk, Handler: c.caseGive},
		{Method: post, Pattern: pathCase + "/move", Guard: guard.Desk, Handler: c.caseMove},
		{Method: post, Pattern: pathCase + "/notes", Guard: guard.Desk, Handler: c.caseNote},
		{Method: post, Pattern: pathCase + "/stands", Guard: guard.Desk, Handler: c.caseStands},
		{Method: post, Pattern: pathCase + "/close", Guard: guard.Desk, Handler: c.caseClose},
		{Method: get, Pattern: ui.PathDeskReports, Guard: guard.Desk, Handler: c.reports},
		{Method: get, Pattern: pathReportFile, Guard: guard.Desk, Handler: c.reportFile},
		{Method: get, Pattern: ui.PathDeskRatings, Guard: guard.Desk, Handler: c.ratings},
		{Method: get, Pattern: ui.PathDeskReplies, Guard: guard.Desk, Handler: c.replies},
		{Method: get, Pattern: pathReplyNew, Guard: guard.Desk, Handler: c.replyForm},
		{Method: post, Pattern: pathReplyNew, Guard: guard.Desk, Handler: c.replyKeep},
		{Method: get, Pattern: pathReply, Guard: guard.Desk, Handler: c.replyChange},
		{Method: post, Pattern: pathReply, Guard: guard.Desk, Handler: c.replyKeep},
		{Method: post, Pattern: pathReply + "/end", Guard: guard.Desk, Handler: c.replyEnd},
		{Method: get, Pattern: ui.PathDeskReconcile, Guard: guard.Desk, Handler: c.conflicts},
		{Method: get, Pattern: pathConflict, Guard: guard.Desk, Handler: c.conflict},
		{Method: post, Pattern: pathConflict, Guard: guard.DeskFresh, Handler: c.settle, Back: backToConflicts},
		{Method: get, Pattern: ui.PathDeskRequests, Guard: guard.Desk, Handler: c.requests},
		{Method: post, Pattern: ui.PathDeskRequests + "/{asked}/decide", Guard: guard.DeskFresh, Handler: c.decide, Back: backToRequests},
		{Method: post, Pattern: ui.PathDeskRequests + "/{asked}/cancel", Guard: guard.DeskFresh, Handler: c.cancel, Back: backToRequests},
		{Method: get, Pattern: pathProposal, Guard: guard.Desk, Handler: c.proposal},
		{Method: post, Pattern: pathProposal, Guard: guard.DeskFresh, Handler: c.decideProposal, Back: backToProposal},
		{Method: post, Pattern: pathProposal + "/withdraw", Guard: guard.DeskFresh, Handler: c.withdrawProposal, Back: backToProposal},
		{Method: get, Pattern: ui.PathDeskMe, Guard: guard.Desk, Handler: c.me},
		{Method: get, Pattern: pathPasskeyNew, Guard: guard.DeskFresh, Handler: c.passkeyNew},
		{Method: post, Pattern: pathPasskeyNewAsk, Guard: guard.DeskFresh, Handler: c.passkeyNewAsk, Back: backToMe},
		{Method: post, Pattern: pathPasskeyNew, Guard: guard.DeskFresh, Handler: c.passkeyAdd, Back: backToMe},
		{Method: get, Pattern: pathPasskeys + "/{key}", Guard: guard.DeskFresh, Handler: c.passkeyForm},
		{Method: post, Pattern: pathPasskeys + "/{key}", Guard: guard.DeskFresh, Handler: c.passkeyRename, Back: backToMe},
		{Method: post, Pattern: pathPasskeys + "/{key}/remove", Guard: guard.DeskFresh, Handler: c.passkeyRemove, Back: backToMe},
	}
}

// The paths that only handlers name.
const (
	pathCode = "/desk/login/code"

	pathCompany     = "/desk/login/company"
	pathCompanyBack = "/desk/login/company/back" // registered at the identity provider
	pathConfirm     = "/desk/confirm"

	pathPasskey           = "/desk/login/passkey"
	pathPasskeyAsk        = "/desk/login/passkey/options" // what a page's script asks for options ends so
	pathConfirmPasskey    = "/desk/confirm/passkey"
	pathConfirmPasskeyAsk = "/desk/confirm/passkey/options"
	pathPasskeys          = "/desk/me/passkeys"
	pathPasskeyNew        = "/desk/me/passkeys/new"
	pathPasskeyNewAsk     = "/desk/me/passkeys/new/options"

	pathWelcomeApp = "/desk/welcome/app"
	pathFind       = "/desk/find"
	pathCustomers  = "/desk/customers/"
	pathCustomer   = pathCustomers + "{customer}"
	pathContract   = pathCustomer + "/contracts/{id}"
	pathGuide      = ui.PathDeskGuide + "/{guide}"
	pathProposals  = "/desk/proposals/"
	pathProposal   = pathProposals + "{proposal}"
	pathTalk       = ui.PathDeskQueue + "/{talk}"
	pathCaseNew    = ui.PathDeskCases + "/{id}/new"
	pathCase       = ui.PathDeskCases + "/{id}/{case}"
	pathReportFile = ui.PathDeskReports + "/report.csv"
	pathReply      = ui.PathDeskReplies + "/{reply}"
)

// Paths tells the guard where to send staff who must sign in, or give a fresh factor.
func Paths() (signIn, stepUp string) { return ui.PathDeskSignIn, pathConfirm }
