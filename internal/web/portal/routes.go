package portal

import (
	"net/http"

	"marque/internal/service/assisting"
	"marque/internal/service/notifying"
	"marque/internal/web/guard"
	"marque/internal/web/ui"
)

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// Routes is the table of the portal's pages, each with its guard.
func (p *Portal) Routes() []guard.Route {
	routes := []guard.Route{
		{Method: get, Pattern: "/healthz", Guard: guard.Asset, Handler: p.health},
		{Method: get, Pattern: "/readyz", Guard: guard.Asset, Handler: p.ready},
		{Method: get, Pattern: ui.AssetsPrefix + "{file...}", Guard: guard.Asset, Handler: p.asset},

		{Method: get, Pattern: ui.PathSignIn, Guard: guard.Public, Handler: p.signInForm},
		{Method: post, Pattern: ui.PathSignIn, Guard: guard.Public, Handler: p.signIn},
		{Method: post, Pattern: pathPasskeyAsk, Guard: guard.Public, Question: true, Handler: p.passkeyAsk},
		{Method: post, Pattern: pathPasskey, Guard: guard.Public, Handler: p.passkey},
		{Method: get, Pattern: pathCode, Guard: guard.Challenge, Handler: p.codeForm},
		{Method: post, Pattern: pathCode, Guard: guard.Challenge, Handler: p.code},
		{Method: post, Pattern: pathCodeAgain, Guard: guard.Challenge, Handler: p.codeAgain},
		{Method: get, Pattern: pathOtherWays, Guard: guard.Challenge, Handler: p.otherWays},
		{Method: post, Pattern: pathOtherWays, Guard: guard.Challenge, Handler: p.otherWay},
		{Method: get, Pattern: pathLostAll, Guard: guard.Challenge, Handler: p.lostAllForm},
		{Method: post, Pattern: pathLostAll, Guard: guard.Challenge, Handler: p.lostAll},
		{Method: get, Pattern: pathLost, Guard: guard.Public, Handler: p.lostForm},
		{Method: post, Pattern: pathLost, Guard: guard.Public, Handler: p.lost},
		{Method: get, Pattern: assisting.PasswordPath, Guard: guard.Public, Handler: p.calledForm},
		{Method: post, Pattern: assisting.PasswordPath, Guard: guard.Public, Handler: p.called},
		{Method: get, Pattern: pathNotMe, Guard: guard.Public, Handler: p.notMeForm},
		{Method: post, Pattern: pathNotMe, Guard: guard.Public, Handler: p.notMe},
		{Method: get, Pattern: pathNewPassword, Guard: guard.Renewing, Handler: p.newPasswordForm},
		{Method: post, Pattern: pathNewPassword, Guard: guard.Renewing, Handler: p.newPassword},
		{Method: get, Pattern: pathConfirm, Guard: guard.SignedIn, Handler: p.confirmForm},
		{Method: post, Pattern: pathConfirm, Guard: guard.SignedIn, Handler: p.confirm},
		{Method: post, Pattern: pathConfirmPasskeyAsk, Guard: guard.SignedIn, Handler: p.confirmPasskeyAsk},
		{Method: post, Pattern: pathConfirmPasskey, Guard: guard.SignedIn, Handler: p.confirmPasskey},
		{Method: post, Pattern: ui.PathSignOut, Guard: guard.Public, Handler: p.signOut, Out: true},
		{Method: get, Pattern: ui.PathSession, Guard: guard.SignedIn, Handler: p.sessionLeft, Passive: true},
		{Method: post, Pattern: ui.PathSession, Guard: guard.SignedIn, Handler: p.sessionLeft},
		{Method: get, Pattern: pathSignedOut, Guard: guard.Public, Handler: p.signedOut},

		{Method: get, Pattern: ui.PathForgot, Guard: guard.Public, Handler: p.forgotForm},
		{Method: post, Pattern: ui.PathForgot, Guard: guard.Public, Handler: p.forgot},
		{Method: get, Pattern: ui.PathUnlock, Guard: guard.Public, Handler: p.unlockForm},
		{Method: post, Pattern: ui.PathUnlock, Guard: guard.Public, Handler: p.unlock},
		{Method: get, Pattern: pathRecoverCode, Guard: guard.Recovering, Handler: p.recoverCodeForm},
		{Method: post, Pattern: pathRecoverCode, Guard: guard.Recovering, Handler: p.recoverCode},
		{Method: post, Pattern: pathRecoverAgain, Guard: guard.Recovering, Handler: p.recoverAgain},
		{Method: get, Pattern: pathRecoverPassword, Guard: guard.Recovering, Handler: p.recoverPasswordForm},
		{Method: post, Pattern: pathRecoverPassword, Guard: guard.Recovering, Handler: p.recoverPassword},

		{Method: get, Pattern: ui.PathRegister, Guard: guard.Public, Handler: p.registerForm},
		{Method: post, Pattern: ui.PathRegister, Guard: guard.Public, Handler: p.register},
		{Method: get, Pattern: pathRegisterCode, Guard: guard.Claiming, Handler: p.registerCodeForm},
		{Method: post, Pattern: pathRegisterCode, Guard: guard.Claiming, Handler: p.registerCode},
		{Method: post, Pattern: pathRegisterAgain, Guard: guard.Claiming, Handler: p.registerCodeAgain},
		{Method: get, Pattern: pathRegisterChoose, Guard: guard.Claiming, Handler: p.registerChooseForm},
		{Method: post, Pattern: pathRegisterChoose, Guard: guard.Claiming, Handler: p.registerChoose},
		{Method: post, Pattern: pathRegisterPasskeyAsk, Guard: guard.Claiming, Question: true, Handler: p.registerPasskeyAsk},
		{Method: post, Pattern: pathRegisterPasskey, Guard: guard.Claiming, Handler: p.registerPasskey},
		{Method: get, Pattern: pathRegisterSample, Guard: guard.Claiming, Handler: p.registerSample},
		{Method: get, Pattern: pathRegisterConsents, Guard: guard.Claiming, Handler: p.registerConsentsForm},
		{Method: post, Pattern: pathRegisterConsents, Guard: guard.Claiming, Handler: p.registerConsents},
		{Method: get, Pattern: pathRegisterCheck, Guard: guard.Claiming, Handler: p.registerCheck},
		{Method: post, Pattern: pathRegisterCheck, Guard: guard.Claiming, Handler: p.registerFinish},
		{Method: get, Pattern: pathRegisterDone, Guard: guard.Public, Handler: p.registerDone},

		{Method: get, Pattern: "/{$}", Guard: guard.SignedIn, Handler: p.home, Viewed: viewedOverview},
		{Method: get, Pattern: "/contracts/{id}", Guard: guard.SignedIn, Handler: p.dashboard, Viewed: viewedOverview},
		{Method: get, Pattern: "/contracts/{id}/history", Guard: guard.SignedIn, Handler: p.history, Viewed: viewedHistory},
		{Method: get, Pattern: "/contracts/{id}/history/history.csv", Guard: guard.SignedIn, Handler: p.historyTable},
		{Method: get, Pattern: "/contracts/{id}/history/history.ofx", Guard: guard.SignedIn, Handler: p.historyOFX},
		{Method: get, Pattern: "/contracts/{id}/history/history.qfx", Guard: guard.SignedIn, Handler: p.historyQFX},
		{Method: get, Pattern: "/contracts/{id}/upcoming", Guard: guard.SignedIn, Handler: p.upcoming, Viewed: viewedUpcoming},
		{Method: get, Pattern: "/contracts/{id}/timeline", Guard: guard.SignedIn, Handler: p.timeline, Viewed: viewedTimeline},
		{Method: get, Pattern: "/contracts/{id}/vehicle", Guard: guard.SignedIn, Handler: p.vehicle, Viewed: viewedVehicle},
		{Method: post, Pattern: "/contracts/{id}/vehicle/odometer", Guard: guard.SignedIn, Handler: p.odometer},
		{Method: get, Pattern: "/contracts/{id}/vehicle/insurance", Guard: guard.SignedIn, Handler: p.insuranceForm},
		{Method: post, Pattern: "/contracts/{id}/vehicle/insurance", Guard: guard.SignedIn, Handler: p.insurance, Files: true},
		{Method: get, Pattern: "/contracts/{id}/vehicle/insurance/{insurance}", Guard: guard.SignedIn, Handler: p.insuranceFile},
		{Method: get, Pattern: "/contracts/{id}/vehicle/garage", Guard: guard.SignedIn, Handler: p.garageForm},
		{Method: post, Pattern: "/contracts/{id}/vehicle/garage", Guard: guard.Fresh, Handler: p.garage, Keep: true},
		{Method: get, Pattern: "/contracts/{id}/lease-end", Guard: guard.SignedIn, Handler: p.leaseEnd},
		{Method: post, Pattern: "/contracts/{id}/lease-end", Guard: guard.SignedIn, Handler: p.leaseEndChoose},
		{Method: get, Pattern: "/contracts/{id}/lease-end/odometer", Guard: guard.SignedIn, Handler: p.mileageForm},
		{Method: post, Pattern: "/contracts/{id}/lease-end/odometer", Guard: guard.Fresh, Handler: p.mileage, Keep: true},
		{Method: get, Pattern: "/contracts/{id}/lease-end/odometer.pdf", Guard: guard.SignedIn, Handler: p.mileageFile},
		{Method: get, Pattern: "/contracts/{id}/lease-end/photos", Guard: guard.SignedIn, Handler: p.photosForm},
		{Method: post, Pattern: "/contracts/{id}/lease-end/photos", Guard: guard.SignedIn, Handler: p.photos, Files: true},
		{Method: get, Pattern: "/contracts/{id}/lease-end/photos/{photo}", Guard: guard.SignedIn, Handler: p.photo},
		{Method: get, Pattern: "/contracts/{id}/lease-end/invoice", Guard: guard.SignedIn, Handler: p.invoice},
		{Method: post, Pattern: "/contracts/{id}/lease-end/invoice", Guard: guard.SignedIn, Handler: p.disputeLines, Keep: true},
		{Method: get, Pattern: "/contracts/{id}/data", Guard: guard.SignedIn, Handler: p.dataForm},
		{Method: post, Pattern: "/contracts/{id}/data", Guard: guard.Fresh, Handler: p.data, Back: dataAgain},
		{Method: get, Pattern: "/contracts/{id}/pay", Guard: guard.SignedIn, Handler: p.payForm},
		{Method: post, Pattern: "/contracts/{id}/pay", Guard: guard.SignedIn, Handler: p.pay, Keep: true},
		{Method: get, Pattern: "/contracts/{id}/pay/review", Guard: guard.SignedIn, Handler: p.payReview},
		{Method: post, Pattern: "/contracts/{id}/payments", Guard: guard.SignedIn, Handler: p.payOnce, Back: reviewAgain},
		{Method: get, Pattern: "/contracts/{id}/pay/confirm", Guard: guard.SignedIn, Handler: p.payConfirmForm},
		{Method: post, Pattern: "/contracts/{id}/pay/confirm", Guard: guard.SignedIn, Handler: p.payConfirm, Back: reviewAgain},
		{Method: get, Pattern: "/contracts/{id}/card", Guard: guard.SignedIn, Handler: p.cardForm},
		{Method: post, Pattern: "/contracts/{id}/card", Guard: guard.SignedIn, Handler: p.card, Keep: true},
		{Method: get, Pattern: "/contracts/{id}/cards/{card}", Guard: guard.SignedIn, Handler: p.cardPayment},
		{Method: post, Pattern: pathCardNews, Guard: guard.Proved, Handler: p.cardNews},
		{Method: get, Pattern: pathResume, Guard: guard.SignedIn, Handler: p.resumeForm},
		{Method: post, Pattern: pathResume, Guard: guard.SignedIn, Handler: p.resume},
		{Method: get, Pattern: "/contracts/{id}/payments/{payment}", Guard: guard.SignedIn, Handler: p.receipt},
		{Method: get, Pattern: "/contracts/{id}/payments/{payment}/receipt.pdf", Guard: guard.SignedIn, Handler: p.receiptFile},
		{Method: post, Pattern: "/contracts/{id}/payments/{payment}/cancel", Guard: guard.SignedIn, Handler: p.cancel},
		{Method: get, Pattern: "/contracts/{id}/payoff", Guard: guard.SignedIn, Handler: p.payoff},
		{Method: get, Pattern: "/contracts/{id}/letters/new", Guard: guard.Fresh, Handler: p.letterForm},
		{Method: post, Pattern: "/contracts/{id}/letters", Guard: guard.Fresh, Handler: p.letter},
		{Method: get, Pattern: "/contracts/{id}/letters/{letter}/letter.pdf", Guard: guard.SignedIn, Handler: p.letterFile},
		{Method: get, Pattern: pathWhatIf, Guard: guard.SignedIn, Handler: p.whatIf},
		{Method: get, Pattern: "/contracts/{id}/extra", Guard: guard.SignedIn, Handler: p.extraForm},
		{Method: post, Pattern: "/contracts/{id}/extra", Guard: guard.Fresh, Handler: p.extra, Keep: true},
		{Method: get, Pattern: "/contracts/{id}/refund", Guard: guard.SignedIn, Handler: p.refundForm},
		{Method: post, Pattern: "/contracts/{id}/refund", Guard: guard.Fresh, Handler: p.refund, Keep: true},
		{Method: get, Pattern: "/contracts/{id}/refund/review", Guard: guard.Fresh, Handler: p.refundReview},
		{Method: post, Pattern: "/contracts/{id}/refunds", Guard: guard.Fresh, Handler: p.refundOnce, Back: refundAgain},
		{Method: get, Pattern: "/contracts/{id}/refunds/{refund}", Guard: guard.SignedIn, Handler: p.refundReceipt},
		{Method: get, Pattern: "/contracts/{id}/relief", Guard: guard.SignedIn, Handler: p.relief},
		{Method: get, Pattern: "/contracts/{id}/relief/arrangement", Guard: guard.Fresh, Handler: p.arrangementForm},
		{Method: post, Pattern: "/contracts/{id}/relief/arrangement", Guard: guard.Fresh, Handler: p.arrange},
		{Method: get, Pattern: "/contracts/{id}/relief/due-date", Guard: guard.Fresh, Handler: p.moveReview},
		{Method: post, Pattern: "/contracts/{id}/relief/due-date", Guard: guard.Fresh, Handler: p.move},
		{Method: get, Pattern: "/contracts/{id}/relief/extension", Guard: guard.Fresh, Handler: p.extensionReview},
		{Method: post, Pattern: "/contracts/{id}/relief/extension", Guard: guard.Fresh, Handler: p.extensionAsk},
		{Method: get, Pattern: "/contracts/{id}/relief/extension/{request}", Guard: guard.Fresh, Handler: p.extensionForm},
		{Method: post, Pattern: "/contracts/{id}/relief/extension/{request}", Guard: guard.Fresh, Handler: p.extensionSign},
		{Method: post, Pattern: "/contracts/{id}/relief/extension/{request}/withdraw", Guard: guard.SignedIn, Handler: p.extensionWithdraw},
		{Method: get, Pattern: "/contracts/{id}/relief/extension/{request}/agreement.pdf", Guard: guard.SignedIn, Handler: p.extensionFile},
		{Method: get, Pattern: "/contracts/{id}/autopay", Guard: guard.SignedIn, Handler: p.autopay},
		{Method: get, Pattern: "/contracts/{id}/autopay/set-up", Guard: guard.Fresh, Handler: p.autopayForm},
		{Method: post, Pattern: "/contracts/{id}/autopay/set-up", Guard: guard.Fresh, Handler: p.autopaySetUp, Keep: true},
		{Method: get, Pattern: "/contracts/{id}/autopay/review", Guard: guard.Fresh, Handler: p.autopayReview},
		{Method: post, Pattern: "/contracts/{id}/autopay", Guard: guard.Fresh, Handler: p.autopaySign, Back: signAgain},
		{Method: post, Pattern: "/contracts/{id}/autopay/skip", Guard: guard.SignedIn, Handler: p.autopaySkip, Back: autopayAgain("")},
		{Method: get, Pattern: "/contracts/{id}/autopay/off", Guard: guard.Fresh, Handler: p.autopayOffForm},
		{Method: post, Pattern: "/contracts/{id}/autopay/off", Guard: guard.Fresh, Handler: p.autopayOff, Back: autopayAgain("/off")},
		{Method: get, Pattern: "/contracts/{id}/autopay/{autopay}/authorization.pdf", Guard: guard.SignedIn, Handler: p.autopayFile},
		{Method: get, Pattern: "/contracts/{id}/statements/{statement}", Guard: guard.SignedIn, Handler: p.statementPage},
		{Method: get, Pattern: "/contracts/{id}/statements/{statement}/statement.pdf", Guard: guard.SignedIn, Handler: p.statementFile},
		{Method: get, Pattern: "/contracts/{id}/paper", Guard: guard.SignedIn, Handler: p.paperForm},
		{Method: get, Pattern: "/contracts/{id}/paper/sample.pdf", Guard: guard.SignedIn, Handler: p.paperSample},
		{Method: post, Pattern: "/contracts/{id}/paper", Guard: guard.Fresh, Handler: p.paper, Back: paperAgain},
		{Method: get, Pattern: ui.PathStatements, Guard: guard.SignedIn, Handler: p.statements, Viewed: viewedStatements},

		{Method: get, Pattern: ui.PathAccounts, Guard: guard.SignedIn, Handler: p.accounts},
		{Method: get, Pattern: pathAccountNew, Guard: guard.Fresh, Handler: p.accountForm},
		{Method: post, Pattern: pathAccountNew, Guard: guard.Fresh, Handler: p.accountAdd, Keep: true},
		{Method: get, Pattern: pathAccount, Guard: guard.SignedIn, Handler: p.account},
		{Method: post, Pattern: pathAccount + "/name", Guard: guard.Fresh, Handler: p.accountName, Back: accountAgain},
		{Method: post, Pattern: pathAccount + "/first", Guard: guard.Fresh, Handler: p.accountFirst, Back: accountAgain},
		{Method: post, Pattern: pathAccount + "/deposits", Guard: guard.Fresh, Handler: p.accountDeposits, Back: accountAgain},
		{Method: post, Pattern: pathAccount + "/amounts", Guard: guard.Fresh, Handler: p.accountAmounts, Back: accountAgain},
		{Method: post, Pattern: pathAccount + "/remove", Guard: guard.Fresh, Handler: p.accountRemove, Back: accountAgain},

		{Method: get, Pattern: ui.PathMessages, Guard: guard.SignedIn, Handler: p.talks, Viewed: viewedMessages},
		{Method: post, Pattern: pathTalkSearch, Guard: guard.SignedIn, Handler: p.talkSearch},
		{Method: get, Pattern: pathTalkNew, Guard: guard.SignedIn, Handler: p.talkForm},
		{Method: post, Pattern: pathTalkNew, Guard: guard.SignedIn, Handler: p.talkOpen, Keep: true, Files: true},
		{Method: get, Pattern: pathTalksText, Guard: guard.SignedIn, Handler: p.talksText},
		{Method: get, Pattern: pathTalksJSON, Guard: guard.SignedIn, Handler: p.talksJSON},
		{Method: get, Pattern: pathTalk, Guard: guard.SignedIn, Handler: p.talk},
		{Method: post, Pattern: pathTalk, Guard: guard.SignedIn, Handler: p.talkWrite, Keep: true, Files: true},
		{Method: get, Pattern: pathTalk + "/news", Guard: guard.SignedIn, Handler: p.talkNews, Passive: true},
		{Method: post, Pattern: pathTalk + "/rating", Guard: guard.SignedIn, Handler: p.talkRate},
		{Method: post, Pattern: pathTalk + "/close", Guard: guard.SignedIn, Handler: p.talkClose},
		{Method: get, Pattern: pathTalk + "/files/{file}", Guard: guard.SignedIn, Handler: p.talkFile},
		{Method: get, Pattern: pathTalk + "/transcript.txt", Guard: guard.SignedIn, Handler: p.talkText},
		{Method: get, Pattern: pathTalk + "/transcript.json", Guard: guard.SignedIn, Handler: p.talkJSON},

		{Method: post, Pattern: pathCancelRequest, Guard: guard.SignedIn, Handler: p.cancelRequest},
		{Method: get, Pattern: ui.PathProfile, Guard: guard.SignedIn, Handler: p.profile, Viewed: viewedProfile},
		{Method: post, Pattern: pathWishes, Guard: guard.SignedIn, Handler: p.wish},
		{Method: post, Pattern: pathZone, Guard: guard.SignedIn, Handler: p.chooseZone},
		{Method: post, Pattern: pathWithdraw, Guard: guard.SignedIn, Handler: p.withdraw},
		{Method: get, Pattern: pathLooks, Guard: guard.SignedIn, Handler: p.looks},
		{Method: get, Pattern: ui.PathHelpers, Guard: guard.SignedIn, Handler: p.helpers},
		{Method: get, Pattern: pathHelperNew, Guard: guard.Fresh, Handler: p.helperForm},
		{Method: post, Pattern: pathHelperNew, Guard: guard.Fresh, Handler: p.helperInvite, Keep: true},
		{Method: post, Pattern: pathHelperEnd, Guard: guard.SignedIn, Handler: p.helperEnd},
		{Method: get, Pattern: ui.PathHelping, Guard: guard.SignedIn, Handler: p.helping},
		{Method: get, Pattern: pathHelped, Guard: guard.SignedIn, Handler: p.helped},
		{Method: post, Pattern: pathHelped + "/leave", Guard: guard.SignedIn, Handler: p.helpLeave},
		{Method: get, Pattern: pathHelpOffer, Guard: guard.Public, Handler: p.helpOffer},
		{Method: post, Pattern: pathHelpOffer, Guard: guard.Public, Handler: p.helpRegister},
		{Method: get, Pattern: pathHelpAccept, Guard: guard.SignedIn, Handler: p.helpAcceptForm},
		{Method: post, Pattern: pathHelpAccept, Guard: guard.SignedIn, Handler: p.helpAccept},
		{Method: get, Pattern: ui.PathSecurity, Guard: guard.SignedIn, Handler: p.security},
		{Method: get, Pattern: pathPassword, Guard: guard.Fresh, Handler: p.passwordForm},
		{Method: post, Pattern: pathPassword, Guard: guard.Fresh, Handler: p.password},
		{Method: get, Pattern: pathEmail, Guard: guard.Fresh, Handler: p.emailForm},
		{Method: post, Pattern: pathEmail, Guard: guard.Fresh, Handler: p.email, Keep: true},
		{Method: post, Pattern: pathEmailConfirm, Guard: guard.Fresh, Handler: p.contactConfirm},
		{Method: get, Pattern: pathPhone, Guard: guard.Fresh, Handler: p.phoneForm},
		{Method: post, Pattern: pathPhone, Guard: guard.Fresh, Handler: p.phone, Keep: true},
		{Method: post, Pattern: pathPhoneConfirm, Guard: guard.Fresh, Handler: p.contactConfirm},
		{Method: get, Pattern: pathPasskeyNew, Guard: guard.Fresh, Handler: p.passkeyNew},
		{Method: post, Pattern: pathPasskeyNewAsk, Guard: guard.Fresh, Handler: p.passkeyNewAsk},
		{Method: post, Pattern: pathPasskeyNew, Guard: guard.Fresh, Handler: p.passkeyAdd},
		{Method: get, Pattern: pathPasskeys + "/{passkey}", Guard: guard.Fresh, Handler: p.passkeyForm},
		{Method: post, Pattern: pathPasskeys + "/{passkey}", Guard: guard.Fresh, Handler: p.passkeyRename},
		{Method: post, Pattern: pathPasskeys + "/{passkey}/remove", Guard: guard.Fresh, Handler: p.passkeyRemove},
		{Method: get, Pattern: pathQuestions, Guard: guard.Fresh, Handler: p.questionsForm},
		{Method: post, Pattern: pathQuestions, Guard: guard.Fresh, Handler: p.questions},
		{Method: get, Pattern: pathApp, Guard: guard.Fresh, Handler: p.appForm},
		{Method: post, Pattern: pathApp, Guard: guard.Fresh, Handler: p.app},
		{Method: post, Pattern: pathAppConfirm, Guard: guard.Fresh, Handler: p.appConfirm},
		{Method: post, Pattern: pathAppRemove, Guard: guard.Fresh, Handler: p.appRemove},
		{Method: get, Pattern: pathCodes, Guard: guard.Fresh, Handler: p.codesForm},
		{Method: post, Pattern: pathCodes, Guard: guard.Fresh, Handler: p.codes},
		{Method: post, Pattern: pathForgetBrowser, Guard: guard.SignedIn, Handler: p.forgetBrowser},
		{Method: post, Pattern: pathSignOutOthers, Guard: guard.SignedIn, Handler: p.signOutOthers},
		{Method: get, Pattern: pathMessages, Guard: guard.SignedIn, Handler: p.messages},

		{Method: get, Pattern: guard.APIDocs, Guard: guard.Public, Handler: p.apiDocs},
		{Method: get, Pattern: guard.AuthorizePath, Guard: guard.Fresh, Handler: p.authorizeForm},
		{Method: post, Pattern: guard.AuthorizePath, Guard: guard.Fresh, Handler: p.authorize, Back: authorizeAgain},

		{Method: get, Pattern: pathTextReport, Guard: guard.Proved, Handler: p.textReport},
		{Method: post, Pattern: pathTextReport, Guard: guard.Proved, Handler: p.textReport},
		{Method: get, Pattern: pathTextReply, Guard: guard.Proved, Handler: p.textReply},
		{Method: post, Pattern: pathTextReply, Guard: guard.Proved, Handler: p.textReply},

		{Method: get, Pattern: ui.PathVerify, Guard: guard.Public, Handler: p.verify},
		{Method: get, Pattern: ui.PathHelp, Guard: guard.Public, Handler: p.help},
		{Method: get, Pattern: ui.PathAccessibility, Guard: guard.Public, Handler: p.accessibility},
		{Method: get, Pattern: ui.PathPrivacy, Guard: guard.Public, Handler: p.privacy},
		{Method: get, Pattern: ui.PathLegal, Guard: guard.Public, Handler: p.legal},
		{Method: get, Pattern: ui.PathStatus, Guard: guard.Public, Handler: p.status},
		{Method: get, Pattern: ui.PathSupport, Guard: guard.Public, Handler: p.support},
		{Method: post, Pattern: ui.PathSupport, Guard: guard.Public, Handler: p.supportAsk},
		{Method: post, Pattern: ui.PathSupportEnd, Guard: guard.Public, Handler: p.supportEnd},
		{Method: get, Pattern: ui.PathGenuine, Guard: guard.Public, Handler: p.genuine},
		{Method: get, Pattern: ui.PathLanguage, Guard: guard.Public, Handler: p.language},
		{Method: post, Pattern: ui.PathLanguage, Guard: guard.Renewing, Handler: p.keepLanguage},
	}
	if p.Demo {
		routes = append(routes, guard.Route{Method: get, Pattern: ui.PathOutbox, Guard: guard.Public, Handler: p.outbox})
	}
	return routes
}

// The paths that only handlers name.
const (
	pathCode             = "/login/code"
	pathCodeAgain        = "/login/code/again"
	pathOtherWays        = "/login/other"
	pathConfirm          = "/confirm"
	pathResume           = "/resume"
	pathLostAll          = "/login/lost"
	pathLost             = "/lost"
	pathNotMe            = "/not-me"
	pathCancelRequest    = "/security/requests/cancel"
	pathNewPassword      = "/new-password"
	pathQuestions        = "/security/questions"
	pathEmail            = "/security/email"
	pathEmailConfirm     = "/security/email/confirm"
	pathPhone            = "/security/phone"
	pathPhoneConfirm     = "/security/phone/confirm"
	pathSignedOut        = "/signed-out"
	pathRecoverCode      = "/forgot/code"
	pathRecoverAgain     = "/forgot/code/again"
	pathRecoverPassword  = "/forgot/password"
	pathPassword         = "/security/password"
	pathApp              = "/security/app"
	pathAppConfirm       = "/security/app/confirm"
	pathAppRemove        = "/security/app/remove"
	pathCodes            = "/security/recovery-codes"
	pathForgetBrowser    = "/security/browsers/forget"
	pathSignOutOthers    = "/security/sign-out-others"
	pathMessages         = "/security/messages"
	pathTalk             = ui.PathMessages + "/{talk}"
	pathTalkNew          = ui.PathMessages + "/new"
	pathTalkSearch       = ui.PathMessages + "/search"
	pathTalksText        = ui.PathMessages + "/transcript.txt"
	pathTalksJSON        = ui.PathMessages + "/transcript.json"
	pathTextReport       = notifying.ReportsPath + "{message}/{proof}"
	pathTextReply        = notifying.RepliesPath + "{replies}"
	pathRegisterCode     = "/register/code"
	pathRegisterAgain    = "/register/code/again"
	pathRegisterChoose   = "/register/sign-in"
	pathRegisterSample   = "/register/sample.pdf"
	pathRegisterConsents = "/register/consents"
	pathRegisterCheck    = "/register/check"
	pathRegisterDone     = "/register/done"
)

// Paths tells the guard where to send whom.
func Paths() guard.Paths {
	return guard.Paths{SignIn: ui.PathSignIn, Register: ui.PathRegister, Recover: ui.PathForgot, StepUp: pathConfirm, NewPassword: pathNewPassword, Resume: pathResume}
}
