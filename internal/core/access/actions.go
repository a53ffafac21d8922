package access

import "slices"

// Action is one thing that can be done through the door.
type Action string

// The actions. A customer's action needs the relation to its subject as well: own contract, own sign-in, own party.
const (
	AccountUndo      Action = "account.undo"
	AppApprove       Action = "app.approve"
	AppEnter         Action = "app.enter"
	AppRenew         Action = "app.renew"
	AuditCheckpoint  Action = "audit.checkpoint"
	AuditRead        Action = "audit.read"
	AutopayCancel    Action = "autopay.cancel"
	AutopaySign      Action = "autopay.sign"
	AutopaySkip      Action = "autopay.skip"
	BackupMake       Action = "backup.make"
	BackupRestore    Action = "backup.restore"
	BankAccountAdd   Action = "bank_account.add"
	BankAccountKeep  Action = "bank_account.keep"
	BankAccountProve Action = "bank_account.prove"
	BankAccountRead  Action = "bank_account.read"
	BankDeliver      Action = "bank.deliver"
	BankReceive      Action = "bank.receive"
	BankStatus       Action = "bank.status"
	BookVerify       Action = "book.verify"
	CaseChange       Action = "case.change"
	CaseClose        Action = "case.close"
	CaseList         Action = "case.list"
	CaseOpen         Action = "case.open"
	CaseRead         Action = "case.read"
	CaseSee          Action = "case.see"
	ChargeDispute    Action = "charge.dispute"
	ChargeResolve    Action = "charge.resolve"
	ClientEnter      Action = "client.enter"
	ClientList       Action = "client.list"
	ClientManage     Action = "client.manage"
	ClientMeter      Action = "client.meter"
	ClientUse        Action = "client.use"
	ConflictDecide   Action = "conflict.decide"
	ConflictList     Action = "conflict.list"
	ConflictRead     Action = "conflict.read"
	ConsentGive      Action = "consent.give"
	ContactChange    Action = "contact.change"
	ContractActivate Action = "contract.activate"
	ContractFind     Action = "contract.find"
	ContractList     Action = "contract.list"
	ContractRead     Action = "contract.read"
	ContractRecord   Action = "contract.record"
	CreditRefund     Action = "credit.refund"
	CustomerFind     Action = "customer.find"
	CustomerFlag     Action = "customer.flag"
	CustomerFlags    Action = "customer.flags"
	CustomerHelp     Action = "customer.help"
	CustomerProve    Action = "customer.prove"
	CustomerReset    Action = "customer.reset"
	CustomerReveal   Action = "customer.reveal"
	CustomerUnlock   Action = "customer.unlock"
	CycleRun         Action = "cycle.run"
	DataTake         Action = "data.take"
	DeviceForget     Action = "device.forget"
	DraftKeep        Action = "draft.keep"
	FactorChange     Action = "factor.change"
	FactorReset      Action = "factor.reset"
	FeedApply        Action = "feed.apply"
	FeeWaive         Action = "fee.waive"
	GuideAsk         Action = "guide.ask"
	GuideClaim       Action = "guide.claim"
	GuideLook        Action = "guide.look"
	GuideSee         Action = "guide.see"
	GuideStop        Action = "guide.stop"
	GuideUse         Action = "guide.use"
	HelpAccept       Action = "help.accept"
	HelpEnd          Action = "help.end"
	HelpLeave        Action = "help.leave"
	HelpList         Action = "help.list"
	HelpOffer        Action = "help.offer"
	HelpOpen         Action = "help.open"
	HelpRead         Action = "help.read"
	HelpSee          Action = "help.see"
	HookList         Action = "hook.list"
	HookManage       Action = "hook.manage"
	HookSend         Action = "hook.send"
	HelpStop         Action = "help.stop"
	IncidentRead     Action = "incident.read"
	IncidentTell     Action = "incident.tell"
	FeedStatus       Action = "feed.status"
	GarageMove       Action = "garage.move"
	InstructionGive  Action = "instruction.give"
	JobDrop          Action = "job.drop"
	JobRead          Action = "job.read"
	JobRetry         Action = "job.retry"
	KeysHold         Action = "keys.hold"
	KeysRead         Action = "keys.read"
	KeysRotate       Action = "keys.rotate"
	LanguageChoose   Action = "language.choose"
	LedgerClose      Action = "ledger.close"
	LedgerRead       Action = "ledger.read"
	LeaseEndChoose   Action = "lease_end.choose"
	LetterIssue      Action = "letter.issue"
	LetterVerify     Action = "letter.verify"
	MailHear         Action = "mail.hear"
	MessageClose     Action = "message.close"
	MessageFind      Action = "message.find"
	MessageList      Action = "message.list"
	MessageFollow    Action = "message.follow"
	MessageOpen      Action = "message.open"
	MessageRead      Action = "message.read"
	MessageSeen      Action = "message.seen"
	MessageTell      Action = "message.tell"
	MessageWrite     Action = "message.write"
	MileageState     Action = "mileage.state"
	NoticeChoose     Action = "notice.choose"
	NoticeRead       Action = "notice.read"
	NoticeSend       Action = "notice.send"
	OdometerTell     Action = "odometer.tell"
	OutboxRead       Action = "outbox.read"
	OfferMake        Action = "offer.make"
	PaperChoose      Action = "paper.choose"
	PaperPrint       Action = "paper.print"
	PasswordChange   Action = "password.change"
	PaymentCancel    Action = "payment.cancel"
	PaymentCreate    Action = "payment.create"
	PaymentPrepare   Action = "payment.prepare"
	PaymentRead      Action = "payment.read"
	PaymentReceive   Action = "payment.receive"
	PaymentReverse   Action = "payment.reverse"
	PaymentSettle    Action = "payment.settle"
	PaymentTake      Action = "payment.take"
	PhotoAdd         Action = "photo.add"
	PhotoRead        Action = "photo.read"
	ProofAdd         Action = "proof.add"
	ProofRead        Action = "proof.read"
	ProposalDecide   Action = "proposal.decide"
	ProposalList     Action = "proposal.list"
	ProposalRead     Action = "proposal.read"
	ProposalWithdraw Action = "proposal.withdraw"
	QueueRead        Action = "queue.read"
	RecoveryCount    Action = "recovery.count"
	RecoveryRefuse   Action = "recovery.refuse"
	RecoveryStep     Action = "recovery.step"
	ReliefArrange    Action = "relief.arrange"
	ReliefAsk        Action = "relief.ask"
	ReliefClose      Action = "relief.close"
	ReliefDueDate    Action = "relief.due_date"
	ReliefSign       Action = "relief.sign"
	ReliefWithdraw   Action = "relief.withdraw"
	RetentionApply   Action = "retention.apply"
	RetentionRead    Action = "retention.read"
	RatingRead       Action = "rating.read"
	ReportRead       Action = "report.read"
	ReplyKeep        Action = "reply.keep"
	RequestAsk       Action = "request.ask"
	RequestCancel    Action = "request.cancel"
	RequestCarry     Action = "request.carry"
	RequestDecide    Action = "request.decide"
	RequestList      Action = "request.list"
	SessionList      Action = "session.list"
	SessionTouch     Action = "session.touch"
	SessionUse       Action = "session.use"
	SignIn           Action = "sign_in"
	SignInCount      Action = "sign_in.count"
	SignInPassword   Action = "sign_in.password"
	SignInRefuse     Action = "sign_in.refuse"
	SignOut          Action = "sign_out"
	StaffEnter       Action = "staff.enter"
	StaffList        Action = "staff.list"
	StaffManage      Action = "staff.manage"
	StatementRead    Action = "statement.read"
	StatementRender  Action = "statement.render"
	StepUp           Action = "step_up"
	TextsHear        Action = "texts.hear"
	TextsRead        Action = "texts.read"
	TextsReset       Action = "texts.reset"
	ThreadClaim      Action = "thread.claim"
	ThreadGive       Action = "thread.give"
	ThreadLabel      Action = "thread.label"
	ThreadNote       Action = "thread.note"
	ThreadRate       Action = "thread.rate"
	ThreadWatch      Action = "thread.watch"
	UserInvite       Action = "user.invite"
	UserRegister     Action = "user.register"
	UserRegisterTry  Action = "user.register_try"
	UserUnlock       Action = "user.unlock"
	VehicleRead      Action = "vehicle.read"
	VehicleReport    Action = "vehicle.report"
	ViewBegin        Action = "view.begin"
	ViewEnd          Action = "view.end"
	ViewPage         Action = "view.page"
	ViewProfile      Action = "view.profile"
	ViewUse          Action = "view.use"
	ZoneChoose       Action = "zone.choose"
)

// Right says which kinds of actor may perform an action.
type Right struct {
	Anonymous bool
	Customer  bool
	System    bool
	Roles     []Role
	Scopes    []Scope // with one of them, a partner's program, and an app for a customer who has the right
	Hourly    bool    // what an agent's page looks at again and again: under one note it is one look in an hour
	Viewed    bool    // to one of us who sees a customer's pages as the customer does: it reads, and a page that is open to that needs it
	Quiet     bool    // no audit entry and no snapshot: a count, a time or one look that happens many times a minute and changes nothing a person owns
}

// rights is the whole table; an action that is not here is nobody's.
var rights = map[Action]Right{
	AccountUndo:      {Anonymous: true},
	AppApprove:       {Customer: true},
	AppEnter:         {Anonymous: true},
	AppRenew:         {Anonymous: true, Quiet: true},
	AuditCheckpoint:  {System: true},
	AuditRead:        {System: true, Roles: []Role{RoleAuditor}},
	AutopayCancel:    {Customer: true},
	AutopaySign:      {Customer: true},
	AutopaySkip:      {Customer: true},
	BackupMake:       {System: true},
	BackupRestore:    {System: true},
	BankAccountAdd:   {Customer: true, System: true},
	BankAccountKeep:  {Customer: true},
	BankAccountProve: {Customer: true},
	BankAccountRead:  {Customer: true, Scopes: []Scope{PaymentsRead}, System: true, Roles: []Role{RoleAgent, RoleSenior, RoleCollections}},
	BankDeliver:      {System: true},
	BankReceive:      {System: true},
	BankStatus:       {System: true, Roles: []Role{RoleAuditor, RoleOperator}},
	BookVerify:       {System: true, Roles: []Role{RoleAuditor, RoleOperator}},
	CaseChange:       {Roles: desk()},
	CaseClose:        {Roles: desk()},
	CaseList:         {Roles: []Role{RoleAgent, RoleSenior, RoleCollections, RoleAuditor}, Hourly: true},
	CaseOpen:         {Roles: desk()},
	CaseRead:         {Roles: []Role{RoleAgent, RoleSenior, RoleCollections, RoleAuditor}},
	CaseSee:          {Customer: true, Viewed: true},
	ChargeDispute:    {Customer: true},
	ChargeResolve:    {Roles: desk()},
	ClientEnter:      {Anonymous: true},
	ClientList:       {System: true, Roles: []Role{RoleOperator, RoleAuditor}},
	ClientManage:     {System: true},
	ClientMeter:      {System: true, Quiet: true},
	ClientUse:        {Anonymous: true, Quiet: true},
	ConflictDecide:   {Roles: []Role{RoleSenior}},
	ConflictList:     {System: true, Roles: []Role{RoleAgent, RoleSenior, RoleOperator, RoleAuditor}},
	ConflictRead:     {Roles: []Role{RoleAgent, RoleSenior, RoleAuditor}},
	ConsentGive:      {Customer: true},
	ContactChange:    {Customer: true},
	ContractActivate: {System: true},
	ContractFind:     {Scopes: []Scope{ContractsRead}},
	ContractList:     {Customer: true, Viewed: true, Scopes: []Scope{ContractsRead}, System: true, Roles: []Role{RoleAgent, RoleSenior, RoleCollections, RoleAuditor}, Hourly: true},
	ContractRead:     {Customer: true, Viewed: true, Scopes: []Scope{ContractsRead, PaymentsRead, PaymentsWrite}, System: true, Roles: []Role{RoleAgent, RoleSenior, RoleCollections, RoleAuditor}},
	ContractRecord:   {System: true},
	CreditRefund:     {Customer: true, System: true},
	CustomerFind:     {Roles: []Role{RoleAgent, RoleSenior, RoleCollections}},
	CustomerFlag:     {Roles: desk()},
	CustomerFlags:    {Roles: []Role{RoleAgent, RoleSenior, RoleCollections, RoleAuditor}, Quiet: true}, // on a page whose own look is in the record
	CustomerHelp:     {Roles: []Role{RoleAgent, RoleSenior, RoleCollections, RoleAuditor}},
	CustomerProve:    {Roles: []Role{RoleAgent, RoleSenior}},
	CustomerReset:    {Roles: []Role{RoleAgent, RoleSenior}},
	CustomerReveal:   {Roles: []Role{RoleAgent, RoleSenior}},
	CustomerUnlock:   {Roles: []Role{RoleAgent, RoleSenior}},
	CycleRun:         {System: true},
	DataTake:         {Customer: true},
	DraftKeep:        {Customer: true, Roles: Roles(), Quiet: true},
	DeviceForget:     {Customer: true, System: true, Roles: Roles()},
	FactorChange:     {Customer: true, Roles: Roles()},
	FactorReset:      {Anonymous: true},
	FeedApply:        {System: true},
	FeeWaive:         {Roles: []Role{RoleAgent, RoleSenior}},
	GuideAsk:         {Anonymous: true, Customer: true},
	GuideClaim:       {Roles: []Role{RoleAgent, RoleSenior}},
	GuideLook:        {Roles: []Role{RoleAgent, RoleSenior}, Quiet: true},
	GuideSee:         {Roles: []Role{RoleAgent, RoleSenior}, Hourly: true},
	GuideStop:        {Anonymous: true, Customer: true, Roles: []Role{RoleAgent, RoleSenior}},
	GuideUse:         {Anonymous: true, Customer: true, Quiet: true},
	HelpAccept:       {Customer: true},
	HelpEnd:          {Customer: true},
	HelpLeave:        {Customer: true},
	HelpList:         {Customer: true, Viewed: true},
	HelpOffer:        {Customer: true},
	HelpOpen:         {Anonymous: true, Customer: true},
	HelpRead:         {Customer: true},
	HelpSee:          {Roles: []Role{RoleAgent, RoleSenior, RoleCollections, RoleAuditor}, Hourly: true},
	HelpStop:         {Roles: []Role{RoleAgent, RoleSenior}},
	HookList:         {System: true, Roles: []Role{RoleOperator, RoleAuditor}},
	HookManage:       {System: true},
	HookSend:         {System: true, Quiet: true},
	IncidentRead:     {Anonymous: true, Customer: true, System: true, Roles: Roles(), Quiet: true},
	IncidentTell:     {System: true},
	FeedStatus:       {System: true, Roles: []Role{RoleOperator, RoleAuditor}},
	GarageMove:       {Customer: true},
	InstructionGive:  {Customer: true},
	JobDrop:          {System: true},
	JobRead:          {System: true, Quiet: true},
	JobRetry:         {System: true},
	LeaseEndChoose:   {Customer: true},
	KeysHold:         {System: true, Quiet: true},
	KeysRead:         {System: true},
	KeysRotate:       {System: true},
	LanguageChoose:   {Customer: true},
	LedgerClose:      {System: true},
	LedgerRead:       {System: true, Roles: []Role{RoleAuditor, RoleOperator}},
	LetterIssue:      {Customer: true, Scopes: []Scope{DocumentsWrite}, System: true, Roles: []Role{RoleAgent, RoleSenior, RoleCollections}},
	LetterVerify:     {Anonymous: true, Customer: true, System: true, Roles: Roles(), Quiet: true},
	MailHear:         {System: true},
	MessageClose:     {Customer: true, Roles: desk()},
	MessageFind:      {System: true, Quiet: true},
	MessageList:      {Roles: []Role{RoleAgent, RoleSenior, RoleCollections, RoleAuditor}, Hourly: true},
	MessageFollow:    {Customer: true, Roles: []Role{RoleAgent, RoleSenior, RoleCollections, RoleAuditor}, Hourly: true},
	MessageOpen:      {Customer: true, Scopes: []Scope{MessagesWrite}},
	MessageRead:      {Customer: true, Viewed: true, Scopes: []Scope{MessagesRead}, System: true, Roles: []Role{RoleAgent, RoleSenior, RoleCollections, RoleAuditor}},
	MessageSeen:      {Customer: true, Scopes: []Scope{MessagesRead}, Quiet: true},
	MessageTell:      {System: true},
	MessageWrite:     {Customer: true, Scopes: []Scope{MessagesWrite}, Roles: desk()},
	MileageState:     {Customer: true},
	NoticeChoose:     {Customer: true},
	NoticeRead:       {Customer: true, System: true, Roles: []Role{RoleAgent, RoleSenior, RoleCollections, RoleAuditor}},
	NoticeSend:       {System: true},
	OdometerTell:     {Customer: true},
	OutboxRead:       {System: true},
	TextsHear:        {System: true},
	TextsRead:        {System: true, Quiet: true},
	TextsReset:       {System: true},
	OfferMake:        {Roles: desk()},
	PaperChoose:      {Customer: true},
	PaperPrint:       {System: true},
	PasswordChange:   {Customer: true, Roles: Roles()},
	PaymentCancel:    {Customer: true, Scopes: []Scope{PaymentsWrite}, System: true},
	PaymentCreate:    {Customer: true, Scopes: []Scope{PaymentsWrite}, System: true},
	PaymentPrepare:   {Customer: true, Scopes: []Scope{ContractsRead, PaymentsRead, PaymentsWrite}, System: true, Roles: []Role{RoleAgent, RoleSenior, RoleCollections, RoleAuditor}},
	PaymentRead:      {Customer: true, Scopes: []Scope{ContractsRead, PaymentsRead, PaymentsWrite}, System: true, Roles: []Role{RoleAgent, RoleSenior, RoleCollections, RoleAuditor}},
	PaymentReceive:   {System: true},
	PaymentReverse:   {Roles: []Role{RoleAgent, RoleSenior}},
	PaymentSettle:    {System: true},
	PaymentTake:      {Roles: []Role{RoleAgent, RoleSenior}},
	PhotoAdd:         {Customer: true},
	PhotoRead:        {Customer: true, System: true, Roles: []Role{RoleAgent, RoleSenior, RoleCollections}},
	ProofAdd:         {Customer: true},
	ProofRead:        {Customer: true, System: true, Roles: []Role{RoleAgent, RoleSenior, RoleCollections}},
	ProposalDecide:   {Roles: []Role{RoleSenior}},
	ProposalList:     {Roles: []Role{RoleAgent, RoleSenior, RoleAuditor}},
	ProposalRead:     {Roles: []Role{RoleAgent, RoleSenior, RoleAuditor}},
	ProposalWithdraw: {Roles: []Role{RoleAgent, RoleSenior}},
	QueueRead:        {Roles: []Role{RoleAgent, RoleSenior, RoleCollections, RoleAuditor}},
	RecoveryCount:    {Anonymous: true, Quiet: true},
	RecoveryRefuse:   {Anonymous: true},
	RecoveryStep:     {Anonymous: true},
	ReliefArrange:    {Customer: true},
	ReliefAsk:        {Customer: true},
	ReliefClose:      {System: true},
	ReliefDueDate:    {Customer: true},
	ReliefSign:       {Customer: true},
	ReliefWithdraw:   {Customer: true},
	RetentionApply:   {System: true},
	RetentionRead:    {System: true},
	RatingRead:       {Roles: []Role{RoleSenior, RoleAuditor}},
	ReportRead:       {Roles: []Role{RoleSenior, RoleAuditor}},
	ReplyKeep:        {Roles: []Role{RoleSenior}},
	RequestAsk:       {Roles: []Role{RoleAgent, RoleSenior}},
	RequestCancel:    {Customer: true, Roles: []Role{RoleAgent, RoleSenior}},
	RequestCarry:     {System: true},
	RequestDecide:    {Roles: []Role{RoleSenior}},
	RequestList:      {Customer: true, Roles: []Role{RoleAgent, RoleSenior, RoleAuditor}},
	SessionList:      {Customer: true, System: true, Roles: Roles()},
	SessionTouch:     {Customer: true, System: true, Roles: Roles(), Quiet: true},
	SessionUse:       {Anonymous: true, Customer: true, System: true, Quiet: true},
	SignIn:           {Anonymous: true, Customer: true, System: true, Roles: Roles()},
	SignInCount:      {Anonymous: true, Quiet: true},
	SignInPassword:   {Anonymous: true},
	SignInRefuse:     {Anonymous: true},
	SignOut:          {Anonymous: true, Customer: true, System: true, Roles: Roles()},
	StaffEnter:       {Anonymous: true},
	StaffList:        {System: true, Roles: []Role{RoleOperator, RoleAuditor}},
	StaffManage:      {System: true},
	StatementRead:    {Customer: true, Viewed: true, Scopes: []Scope{DocumentsRead}, System: true, Roles: []Role{RoleAgent, RoleSenior, RoleCollections, RoleAuditor}},
	StatementRender:  {System: true},
	StepUp:           {Customer: true, Roles: Roles()},
	ThreadClaim:      {Roles: desk()},
	ThreadGive:       {Roles: desk()},
	ThreadLabel:      {Roles: desk()},
	ThreadNote:       {Roles: desk()},
	ThreadRate:       {Customer: true},
	ThreadWatch:      {Roles: desk(), Quiet: true},
	UserInvite:       {System: true},
	UserRegister:     {Anonymous: true, System: true},
	UserRegisterTry:  {Anonymous: true},
	UserUnlock:       {Customer: true, Roles: Roles()},
	VehicleRead:      {Customer: true, Scopes: []Scope{VehiclesRead}},
	VehicleReport:    {Customer: true, Scopes: []Scope{VehiclesWrite}},
	ViewBegin:        {Roles: []Role{RoleAgent, RoleSenior}},
	ViewEnd:          {Roles: []Role{RoleAgent, RoleSenior}},
	ViewPage:         {Viewed: true},
	ViewProfile:      {Viewed: true},
	ViewUse:          {Roles: []Role{RoleAgent, RoleSenior}, Quiet: true},
	ZoneChoose:       {Customer: true},
}

// desk are the roles that talk with customers.
func desk() []Role { return []Role{RoleAgent, RoleSenior, RoleCollections} }

// Actions lists every action in order.
func Actions() []Action {
	out := make([]Action, 0, len(rights))
	for a := range rights {
		out = append(out, a)
	}
	slices.Sort(out)
	return out
}

// RightOf returns who may perform an action; an unknown action is nobody's.
func RightOf(a Action) Right { return rights[a] }

// May tells whether the actor's kind and roles allow the action. The relation to the subject is asked separately.
func May(by Actor, do Action) bool {
	r := rights[do]
	switch by.Kind {
	case AnonymousKind:
		return r.Anonymous
	case CustomerKind:
		return r.Customer && (by.Client.IsZero() || by.hasOneOf(r.Scopes))
	case SystemKind:
		return r.System
	case PartnerKind:
		return by.hasOneOf(r.Scopes)
	case AgentKind:
		return by.hasRoleOf(r)
	case ViewerKind:
		return r.Viewed && by.hasRoleOf(rights[ViewBegin])
	}
	return false
}

func (a Actor) hasRoleOf(r Right) bool {
	return slices.ContainsFunc(a.Roles, func(role Role) bool { return slices.Contains(r.Roles, role) })
}

// MayWrite tells whether an actor may change anything at all. A viewer never does, whatever the table says.
func MayWrite(by Actor, do Action) bool { return by.Kind != ViewerKind && May(by, do) }

// Relation says what must hold between an actor and a subject besides the right.
type Relation uint8

// The relations.
const (
	NoRelation    Relation = iota // nothing more is asked
	MustBeOnIt                    // the customer's party, or the one that is seen as, must be on the contract
	MustBeItself                  // the customer must be this very user or party
	MustBeOfBrand                 // the contract must be of the partner's brand
	Never                         // no partner is a person, and a viewer sees contracts and people only
)

// RelationOf returns what the door must still prove for this actor and subject. Agents and our own processes need no relation;
// whoever is anonymous has none to prove.
func RelationOf(by Actor, on Subject) Relation {
	switch {
	case by.Kind == ViewerKind:
		return viewed(on)
	case by.Kind == CustomerKind && on.Kind == ContractSubject:
		return MustBeOnIt
	case by.Kind == CustomerKind && (on.Kind == UserSubject || on.Kind == PartySubject):
		return MustBeItself
	case by.Kind == PartnerKind && on.Kind == ContractSubject && by.Brand != "":
		return MustBeOfBrand
	case by.Kind == PartnerKind && (on.Kind == UserSubject || on.Kind == PartySubject):
		return Never
	}
	return NoRelation
}

// viewed is the relation that a viewer needs: that of the customer, and none to sign-ins or to the house.
func viewed(on Subject) Relation {
	switch on.Kind {
	case ContractSubject:
		return MustBeOnIt
	case PartySubject:
		return MustBeItself
	}
	return Never
}

// IsItself tells whether a customer is the user or party that the subject names.
func IsItself(by Actor, on Subject) bool {
	switch on.Kind {
	case UserSubject:
		return by.User.String() == on.ID
	case PartySubject:
		return by.Party.String() == on.ID
	}
	return false
}
