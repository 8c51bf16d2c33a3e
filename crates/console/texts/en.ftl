# Fanal console, English.
# original: it was written in this language, and is no translation.

## Every page

changed-look-again = It changed since you looked. This is how it is now: look once more before you send.
skip = Skip to the content
menu = Menu
nav = Pages
nav-home = Home
nav-check = Check
nav-inbox = Inbox
nav-new = Share
title-mend = To be mended
faults-title = { $n ->
    [one] One thing has to be mended
   *[other] { $n } things have to be mended
}
comma = ,
details = Details, in English
signed-in-as = Signed in as
sign-out = Sign out
language = Language
help-contact = Something wrong, or unclear? Ask the administrator of your desk.
help-report = Did a desk break a rule? Tell the coordinators.
unreviewed = These texts have not yet been reviewed by a native speaker.
idle = Your session ends in five minutes. Go on to any page to stay signed in; what you are writing is kept.
back-home = Back to home
problem-title = That was not done
problem-absent = There is nothing here
alarm-forked = Two different rosters of this network were seen. Until coordinators clear it up, nothing but withdrawals moves.
alarm-expired = The roster of this network has ended. Until coordinators renew it, little can be sent.
alarm-stale = No coordinator has been heard from for a while. TLP:AMBER and TLP:RED may have to wait.
alarm-unheard = No coordinator has been heard from for three days. If it stays so, TLP:AMBER and TLP:RED will have to wait.

day-monday = Monday
day-tuesday = Tuesday
day-wednesday = Wednesday
day-thursday = Thursday
day-friday = Friday
day-saturday = Saturday
day-sunday = Sunday
ago-now = just now
ago-minutes = { $n ->
    [one] a minute ago
   *[other] { $n } minutes ago
}
ago-hours = { $n ->
    [one] an hour ago
   *[other] { $n } hours ago
}
ago-days = { $n ->
    [one] a day ago
   *[other] { $n } days ago
}
desks = { $n ->
    [one] { $n } desk
   *[other] { $n } desks
}
values = { $n ->
    [one] { $n } value
   *[other] { $n } values
}
known-here = { $n ->
    [one] one of them known here
   *[other] { $n } of them known here
}

## What was done

done-ended = Your session has ended. Sign in to go on.
done-out = You are signed out.
done-cookie = Your browser did not keep the session. Use the https address of this console, its onion address, or this machine itself.
done-lang = The language is changed.
done-sent = It is sent.
done-sent-sealed = The sealed file was handed on. This server could not read it.
done-waiting = It waits for a second person.
done-kept = The draft is kept.
done-mended = It is changed. This is how it looks now.
done-forgotten = The draft is deleted.
done-stance = It is noted.
done-sighted = The desk that shared it has been told.
done-asked = The question is asked.
done-approved = It is approved. It becomes public at the next hour at which this desk publishes, once its embargo is over.
done-endorsed = Its desk is told that you approve it. It may make exactly this public.
done-published = It is public.
done-returned = It is sent back to its author.
done-withdrawn = It is withdrawn.
done-revised = The new revision is sent.
done-recorded = It is written down.
done-everywhere = It is ended.

## Signing in

sign-in-title = Sign in
account = Account
password = Password
sign-in = Sign in
sign-in-wrong = The account or the password is wrong.
sign-in-later = There were many attempts. Wait a little, then try again.
sign-in-code = Code of your authenticator
sign-in-code-hint = Six digits, or one of your recovery codes.
sign-in-code-wrong = The code is wrong, was used already, or came too late.
proof = Your password again, or a code of your authenticator
proof-hint = Asked for before what has far-reaching effects. Leave it empty if you gave it in the last ten minutes.
no-day = Write the day as year, month and day: 2026-11-22.
nothing-done = Your session had ended: NOTHING was done. Sign in, and you come back to the page where you were. If you still want it, press the button there again.
sign-in-wrong-code = The account, the password or the code is wrong.
sign-in-recovery = I have to wait, or my authenticator is lost
sign-in-recovery-code = Recovery code
sign-in-recovery-hint = With one of your recovery codes beside the password you need not wait. Each counts once.
sign-in-kept = Your session had ended. What you wrote is kept: sign in, and you find it as a draft.
sign-in-cookie = One cookie keeps you signed in. A session ends half an hour after its last page.

## Home

home-title = Home
home-share = Found something?
home-share-act = Share it
home-waiting = What waits
home-new = { $n ->
    [0] Nothing new came in
    [one] One new bulletin
   *[other] { $n } new bulletins
}
home-reviews = { $n ->
    [0] Nothing waits for review
    [one] One item waits for review
   *[other] { $n } items wait for review
}
home-drafts = { $n ->
    [one] You have one draft
   *[other] You have { $n } drafts
}
home-withdrawals = { $n ->
    [one] One withdrawal still waits for answers
   *[other] { $n } withdrawals still wait for answers
}
home-refused = { $n ->
    [one] One answer to a withdrawal is a refusal
   *[other] { $n } answers to withdrawals are refusals
}
home-notices = { $n ->
    [one] One thing to know or to answer
   *[other] { $n } things to know or to answer
}
notices-title = To know or to answer
notices-lead = What other desks say of themselves, and what waits for you.
notices-none = There is nothing to know or to answer now.
notice-since = Since
notice-until = Until
notice-source-gone = What this quotes was withdrawn. State another source in a new revision, or it goes by itself.
notice-publication-alone = It was published after the backup that was restored, and nobody knows whose yes it rests on. It is off your site, and goes by itself.
notice-withdrawn-since = It was taken back after the backup that was restored, and nobody knows for whose sake. Look at your records of consent before anything more goes out.
notice-yes-without-record = These came back after a restore, and no record of consent knows of them. Say whose yes it is in a new revision, or withdraw them.
notice-consent-doubted = After the backup that was restored something of a record of consent was taken back. Ask the person.
notice-hidden = Withdrawn with much else: hidden, and destroyed at that moment.
notice-breach-of = { $desk } tells the coordinators of a breach.
notice-breach = { $desk } tells of a breach. It held these of yours.
notice-absence = Nobody answers at { $desk }.
notice-locked = { $desk } locked itself. Nothing is sent to it, nor taken from it, until the next roster says what becomes of it.
notice-open-again = { $desk } opened itself again and asks to be let back in. Call its people by a number that you had before.
notice-slip = The slip of { $desk } was shown to { $by }. Nothing is sent to it, nor taken from it, until the next roster says what becomes of it.
notice-grant = { $desk } lets you publish this.
notice-grant-over = { $desk } lets you publish this no more. What you published of it is gone.
notice-not-as-closed = { $desk } came back, and closes its old log otherwise than it signed it. Ask its people; the proof is kept.
notice-held-beyond = { $desk } came back, and does not know of all that you hold of its old log. If this stays, ask its people.
home-holds = Bulletins held here: { $bulletins }.
home-values = Values known: { $values }.
home-no-network = This desk is in no network yet: you can look around, but not share.
home-no-content = Your account looks after the desk or the network. It sees no content.

## Check

check-title = Has anyone seen this?
check-label = A link, an address, a hash, an app, or a text with some of them
check-hint = The question goes nowhere but to this desk’s own node.
check-act = Check
check-nothing = Put something in first.
check-unknown = { $n ->
    [0] Nothing in it looks like a value
    [one] Not known here
   *[other] None of these { $n } is known here
}
check-unknown-more = That nobody reported it does not mean that it is safe.
check-known = { $n } of { $all } known here
check-listed = { $n ->
    [one] One value is on another publisher’s list
   *[other] { $n } values are on other publishers’ lists
}
check-listed-more = Lists of other publishers that this desk keeps so that it can look things up in them. What they know is not what this network knows, and nothing of them is passed on.
check-list-of = { $list }, since { $day }
warned-title = { $n ->
    [one] A warning list knows one of them
   *[other] Warning lists know { $n } of them
}
warned-more = That is a warning, not a verdict: such a name or address often serves many people who have nothing to do with it. Look twice before others block it.
warned-common-sites = Common sites
guard-common-site = a site that people need
guard-shared-platform = a platform that many share
guard-public-suffix = an ending that belongs to everybody
check-unread = Not recognised:
check-ask = Ask the network
check-share = Share it

## Labels

label = Label
label-red = named people only
label-strict = listed desks, staff only
label-amber = listed desks
label-green = this network
label-clear = public
label-red-more = For the people you name, and nobody else. Best said in person or by phone.
label-strict-more = For the desks you list: their staff, not their beneficiaries.
label-amber-more = For the desks you list. They may tell a beneficiary who needs it.
label-green-more = For every desk of this network. Never in public.
label-clear-more = For everybody, once a second person has approved it.
label-white = TLP:CLEAR is called WHITE in TLP 1.0.
label-not-now = Not possible now:

## The inbox

inbox-title = Inbox
inbox-empty = Nothing here fits.
pages = Pages of this list
page-next = Older ones
page-previous = Newer ones
filters = Filter and search
filter-act = Filter
search-label = Words of a title
search-act = Search
folder = Show
folder-received = From other desks
folder-own = From this desk
folder-public = What is public
folder-all = Everything
state = State
category = Category
desk = Desk
any = Any
stance-new = new
stance-use = in use
stance-watch = watched
stance-dismissed = not for us
act-use = Use
act-watch = Watch
act-dismiss = Not for us
act-question = Question
bulk = With all that are ticked

## Kinds, roles, categories

value = Value
kind = Kind
role = Role
kind-domain-name = domain
kind-url = link
kind-ipv4-addr = IPv4 address
kind-ipv6-addr = IPv6 address
kind-email-addr = e-mail address
kind-md5 = MD5 hash
kind-sha1 = SHA-1 hash
kind-sha256 = SHA-256 hash
kind-sha512 = SHA-512 hash
kind-app-id = app
kind-cert-md5 = certificate (MD5)
kind-cert-sha1 = certificate (SHA-1)
kind-cert-sha256 = certificate (SHA-256)
kind-process-name = process
kind-file-name = file name
kind-file-path = file path
kind-configuration-profile-id = configuration profile
kind-android-property = Android property
role-c2 = command server
role-delivery = delivers the attack
role-website = website of the product
role-sender = sender
role-payload = the file or app itself
role-unknown = not known
role-as-below = as below
role-of-rest = Role of all others
category-none = Not stated
category-phishing = phishing
category-account-takeover = account takeover
category-spyware = spyware
category-stalkerware = stalkerware
category-malware = other malware
category-vulnerability = vulnerability
category-harassment = harassment campaign
category-impersonation = fake account
category-doxxing = doxxing
category-site-attack = attack on a website
category-censorship = censorship or shutdown
category-interception = interception
category-device-loss = device seized or lost
category-data-leak = data leak

## The composer

compose-title = Share what you found
compose-ask-title = Ask the network
compose-lead = Five short blocks. Nothing is sent before the next page.
compose-templates = Begin with:
begun-phishing = Phishing that looks like …
begun-phishing-lines = It looks like: | It came by (message, mail, call): | Since: | What it asks for: | Who should look out:
begun-stalkerware = Stalkerware on a phone: …
begun-stalkerware-lines = Its name, and how it hides: | Which phone and system: | How it may have come there: | What it sends, and where: | What helped:
begun-spyware = A link that brings spyware: …
begun-spyware-lines = How the link came: | What it claims to be: | Which devices it aims at: | Since: | What to look for:
begun-impersonation = An account that pretends to be …
begun-impersonation-lines = Whom it pretends to be: | On which service: | Since: | What it asks people for: | Reported to the service (yes or no):
begun-site-attack = An attack on a site: …
begun-site-attack-lines = What happens to the site: | Since: | From where it comes: | What helped: | What others should prepare:
template-phishing = phishing link
template-stalkerware = stalkerware found
template-spyware = spyware link
template-impersonation = fake account
template-site-attack = attack on a site
compose-what = What did you see?
compose-content = Paste anything: links, hashes, app names, a report
compose-content-hint = Spellings like hxxp and [.] are understood. Nothing is opened or looked up anywhere.
compose-read = Read it
recognised = { $n ->
    [0] Nothing recognised
    [one] One value recognised
   *[other] { $n } values recognised
}
recognised-known = { $n ->
    [one] one is known already
   *[other] { $n } are known already
}
recognised-caption = Recognised values
recognised-more = { $n ->
    [one] One more value is read and not listed here.
   *[other] { $n } more values are read and not listed here.
}
known-in = known: { $where }
leave-out = Leave out
common-drop = left out
common-keep = keep
common-dropped = { $n ->
    [one] One value is a site that many people need, and was left out. If it is the attacker’s, choose “keep” beside it.
   *[other] { $n } values are sites that many people need, and were left out. If one is the attacker’s, choose “keep” beside it.
}
seen-once = Seen at one person only
not-taken = { $n ->
    [one] One line was not taken
   *[other] { $n } lines were not taken
}
reading-title = What was guessed or passed over
reading-merged = The same again, joined: { $n }
reading-other-names = Repeats under another name: { $n }. The first name is kept.
reading-unlisted = Lines not taken and not listed here: { $n }
reading-file-name = The file’s name says that its lines are of this kind: { $kind }
reading-like-app-ids = Domains that look like names of apps: { $n }. If they are, say so below.
reading-column-of-kind = Column “{ $what }”: { $kind }
reading-column-mixed = Column “{ $what }”: values, each recognised by its look
reading-column-kinds = Column “{ $what }”: says of what kind each value is
reading-column-names = Column “{ $what }”: names
reading-column-roles = Column “{ $what }”: what each does
reading-column-labels = Column “{ $what }”: labels
reading-mail-headers = Lines of mail headers passed over: { $n }. They name servers, recipients and whoever sent the mail on.
reading-mail-decoded = Parts of a mail that were decoded before values were read: { $n }
reading-attachments = Attachments of a mail that were not opened: { $n }. Bring what is in them as files.
reading-mail-broken = Parts of a mail that say they are encoded and are not, read as they stand: { $n }
reading-knowledge = Vulnerabilities, for information: { $n }. They detect nothing and block nothing.
reading-says-label = The text says { $what }.
reading-no-label = Parts without a label of their own: { $n }
reading-several-labels = It carries { $n } labels: { $what }. The strictest counts.
reading-to-delete = Values that the list wants deleted, not taken: { $n }
reading-nothing-matched = Findings without a matched indicator, passed over: { $n }
reading-withdrawn = Taken back by their source, not taken: { $n }
reading-one-organisation = Its source keeps it to one organisation.
reading-one-community = Its source keeps it to one community.
reading-communities = Its source keeps it to connected communities.
reading-sharing-group = It is for a sharing group: { $what }
reading-unknown-distribution = Its source gives “{ $what }” as how far it may go, which is not known here: it is treated as for one organisation only.
reading-context = Values given as context, matched with nothing: { $n }
reading-narrower = Parts that may not go as far as the whole: { $n }
reading-deleted = Parts that their source deleted, not taken: { $n }
reading-people = Parts about people and targets, passed over: { $n }
reading-proposals = Proposals of others, not taken: { $n }
reading-references = Links between objects, not kept: { $n }
reading-bad-context = Context values that are not what their type says: { $n }
reading-not-matched = “{ $what }” is matched with nothing here: { $n }
reading-tags = Tags of its source: { $what }
reading-observables = Observations without a verdict, kept and not matched: { $n }
reading-kept-only = Kept, and not matched: { $n } ({ $what })
reading-statement = Its source asks: { $what }
reading-older-version = An older version of the format: { $what }
reading-oddity = Something odd: { $what }
reading-more-oddities = More oddities: { $n }
reading-of-type = Entries of the type “{ $what }”: { $n }
reading-part-not-matched = Entries whose “{ $what }” is matched with nothing: { $n }
reading-lost-characters = Characters that could not be read: { $n }
reading-encoding = Read as { $what }
reading-shared-before = Shared by this desk before, just as far: { $n }. Not sent again.
refused-no-value = looks like no value
refused-not-of-kind = is not of the kind that it should be
refused-private = an address of a private network: it means something else at every desk
refused-too-many = more values than are read at once
refused-too-long = too long for a value
refused-broken = cannot be read
refused-unknown-type = its type is not matched here
refused-unreadable-marking = its marking cannot be read here: it is left out
refused-file-or-domain = a file name or a domain? Write the dot as [.] if it is a domain.
refused-app-or-domain = the name of an app or a domain? Write the dots as [.] if it is a domain.
refused-not-text = not a text: put it in quotes
refused-pattern = a pattern that cannot be read
refused-kept-narrower = its source does not let it go as far as this label: it is left out
compose-carried = The file says { $label }. Only its source may make that wider.
compose-words = In two lines
compose-title-field = Title
compose-title-hint = What it is, not whom it hit: “Parcel text messages with a fake payment page”.
compose-summary = Summary
compose-summary-hint = What happened, what to look for, what to do. No names, no places smaller than a country.
compose-lang = Language of these two
urgent = Urgent
field-urgent = Urgent
urgent-hint = It comes before all else, and gets through quiet hours where people allow it.
content-warning = Its words may be hard to read. Show them
field-content-warning = Content warning
content-warning-hint = For violence and the like: the summary is folded until somebody wants to read it.
compose-alert = Would blocking it warn the person who planted it?
compose-alert-yes = Yes, or not sure: detection lists only
compose-alert-no = No: it may be blocked
compose-consent = Does it come from someone you help?
compose-consent-question = What did the person say?
consent-not-needed = Nobody we help is involved:
consent-why-not = Why nobody is involved
why-not-no-beneficiary = own observation
why-not-already-public = already public
why-not-vendor-report = vendor’s report
why-not-own-infrastructure = our own infrastructure
consent-granted = They agreed that it goes to
consent-scope = How far they agreed
scope-desk = our desk only
scope-named = the desks they named
scope-network = the network
scope-public = the public
consent-refused = They said no: it stays here
consent-not-asked = We have not asked yet: it stays here
consent-more = Consent record and naming
consent-record = Your word for the person in the consent records
consent-record-hint = What they agreed to is then taken from the record. The word never leaves this desk.
consent-attribution = They may be named, and want to be
compose-far = How far may it go?
compose-label-question = Choose one label
compose-to = Only these desks and groups
compose-to-hint = TLP:AMBER needs at least one. With TLP:GREEN, none ticked means the whole network.
group = group
also-please = Also please
also-please-hint = One sentence that everybody must heed: “do not contact the hoster”.
compose-more = Dates, actions, source
not-before = Not public before
retain-until = Keep until
pap = What may be done with it
pap-none = Not stated
pap-red = PAP:RED: search own logs only
pap-amber = PAP:AMBER: discreet look-ups, no blocking
pap-green = PAP:GREEN: blocking allowed
pap-clear = PAP:CLEAR: anything lawful
source = Source
licence = Licence
independent-source = Where you have it from, other than the bulletins of other desks
question-until = The question ends on
who-will-see = Who will see this
seen-later = Choose consent and label above, then look.
compose-look = Show who will see this
compose-continue = Continue
compose-keep = Save draft
instead-title = If you chose another label
instead = { $n ->
    [one] { $label }: { $n } desk
   *[other] { $label }: { $n } desks
}
matrix-title = Desk by desk, for each label
matrix-caption = Who would see it under which label; the numbers say why not
missing-content = Paste or type what you saw.
missing-title = Give it a title.
missing-consent = Say what the person agreed to, or that nobody is involved.
missing-label = Choose how far it may go.

seen-now = Now
seen-nobody = nobody
seen-readers = Who reads it
seen-readers-staff = At each desk: analysts and reviewers.
seen-readers-all = At each desk: analysts, reviewers and coordinators.
seen-readers-here = { $n ->
    [one] Here that is { $n } account.
   *[other] Here that is { $n } accounts.
}
seen-readers-elsewhere = Who works at other desks is not known here.
seen-then = Then
seen-not = Will not see it
seen-why-not = Which, and why not
seen-public = Public
seen-never-public = It will not be public.
seen-public-now = It may be public at once.
seen-public-after = It can become public, after this:
seen-note = Note
seen-against = It cannot be sent as it is:
then-named-people = Only the people named see it. They may not pass it on.
then-staff-only = Only their staff see it: no beneficiary, no other desk.
then-staff-and-beneficiaries = They may tell beneficiaries who need it. They may not pass it on to other desks.
then-these-desks = Everybody at these desks sees it. They may not pass it on to other desks.
then-inside-the-groups = Members of the groups may pass it on to each other.
then-inside-the-network = Any active desk may pass it on to any other. Never in public.
then-as-green-until-published = Any active desk may pass it on to any other. The public has it once it is published.
note-reporting = { $desk } must report some cases to authorities:
note-reporting-somewhere = country not stated
note-each-other = The desks that get it learn of each other.
note-night = { $desk } is closed now; its time and hours:
note-calls-out = { $desk } cannot be reached from outside: it gets this when it connects.
note-legal-requests = If authorities ask { $desk } for it:
note-nobody-to-approve = Nobody at this desk could approve it: whoever writes or sends it cannot. Share it with a desk that can review it for you.
note-no-agreement = No confidentiality agreement is on record: { $desks }.
note-members-first = { $n ->
    [one] The members have it first, and the public a day later. A day of your own counts instead.
   *[other] The members have it first, and the public { $n } days later. A day of your own counts instead.
}
note-no-agreements = { $n ->
    [one] One of these desks has no confidentiality agreement on record.
   *[other] { $n } of these desks have no confidentiality agreement on record.
}

## Confirm

confirm-title = Look once more
confirm-stays = You can take it back at any time. What people wrote down or downloaded cannot be recalled.
confirm-clear = What is public can be read by everybody, also by those who did this. Files that were downloaded cannot be recalled.
confirm-back = Change something
act-send = { $n ->
    [0] Send
    [one] Send to one desk
   *[other] Send to { $n } desks
}
act-review = Ask for review before publishing
findings-title = { $n ->
    [one] One thing looks personal
   *[other] { $n } things look personal
}
findings-lead = Take it out, write less of it, or say why it stays. The reviewer sees your reason.
answer-title = Before these words leave
answer-lead = They say something that looks personal. Take it out, write less of it, or say why it stays. Nothing is sent yet.
answer-words = Your words
answer-act = Send it with my answers
finding-because = It stays, because
finding-hint = Left empty, it is not sent.
finding-also = { $n ->
    [one] and in one more place
   *[other] and in { $n } more places
}
hints-title = { $n ->
    [one] One more thing to look at
   *[other] { $n } more things to look at
}
personal-lead = Nothing is sent before each is taken out, written shorter, or kept with a reason on the next page.
place-line = line { $n }, { $field }
place-value = value { $n }
place-in-line = line { $n }
place-row = row { $n }, column { $column }
way-domain = Keep only the domain
way-shorter = Keep only
way-mask = Write
way-remove = Take it out
finding-protected-word = A word that this desk protects
finding-address-in-link = A link with somebody’s e-mail address in it
finding-phone-in-link = A link with somebody’s telephone number in it
finding-email = An e-mail address
finding-invite = An invitation to a group or a call
finding-profile = A link to a person’s page
finding-handle = Somebody’s name on a messenger or social network
finding-bank-account = A bank account (IBAN)
finding-card-number = The number of a payment card
finding-device-number = The number of a device or a SIM card
finding-hardware-address = The hardware address of a device
finding-identity-number = An identity number
finding-coordinates = A point on the map
finding-private-address = An address inside somebody’s network
finding-phone = A telephone number
finding-street-address = A street and house number
finding-birth-date = A day of birth
finding-user-path = A path with the name of a user account in it
finding-device-name = A device with its owner’s name
finding-person-name = A person’s name
finding-case-number = A case number
finding-mail-headers = The head of an e-mail
finding-conversation = Lines of a conversation
finding-short-link = A short link: whoever made it sees who opens it
finding-one-time-link = A link that looks made for one person: it would tell the sender who reported it
finding-seen-once = Seen at one person only: it would tell the sender who reported it. Before it becomes public a second person says why it stays, and an embargo of some days hides whose find it was
finding-hidden-characters = Characters that nobody sees
finding-look-alike = A word that mixes letters of two scripts
finding-group-place-time = A few people with a place and a time: somebody knows who they are
finding-fine-time = A time finer than a day
finding-fine-place = A place finer than a country
finding-common-site = A site that many people need: is it really the attacker’s?
finding-blaming = Words that blame the person it was done to: say what the attacker did
finding-unchecked = The privacy check did not run. This is a mistake of the program: tell your administrator
findings-answered = { $n ->
    [one] One finding is answered
   *[other] { $n } findings are answered
}

## Why not

code-policy-label = The label does not go that far.
code-policy-audience = It is not among the desks this is for, or nobody is named where somebody must be.
code-policy-consent-refused = The person said no.
code-policy-consent-not-asked = The person was not asked.
code-policy-consent-scope = The person’s yes does not go that far.
code-policy-consent-expired = The person’s yes has ended.
code-policy-review = A second person has not approved it.
code-policy-privacy = Something looks personal and is not answered yet.
code-policy-embargo = Not before its embargo ends.
code-policy-pap = What may be done with it contradicts the label.
code-policy-reference = Something that it quotes may not go that far.
code-policy-member = The desk is not an active member of the network.
code-policy-roster = The roster is old or has ended, or there are two of it.
code-policy-origin = Only the desk it comes from may do that.
code-policy-withdrawn = It was withdrawn.
code-policy-role = Your account has no right to this.
code-policy-unlabelled = It has no label yet.
code-verify-signature = The signature is not right.
code-verify-format = It could not be read.
code-verify-log = It contradicts what was seen before.
code-verify-revision = There is a newer revision already.
code-verify-place = It belongs somewhere else.
code-verify-time = It lies too far in the future.
code-limit-size = It is too large.
code-limit-rate = That was too often. Wait a little.
code-usage-invalid = Something in the form is not what it should be.
code-account-unknown = You are not signed in, or this form is too old. Go back and try again.
code-account-proof = This asks for your password, or a code, once more.
code-account-locked = This desk is locked.
code-not-found = There is no such thing here, or not for you.
code-conflict = It exists already, or somebody changed it meanwhile.
code-peer-unreachable = The other desk cannot be reached.
code-peer-refused = The other desk refused.
code-busy = The node is busy. Try again in a moment.
code-misconfigured = The node is not set up right. Ask your administrator.
code-broken = The node made a mistake. Ask your administrator.

## Bulletins

nav-drafts = Drafts
nav-review = Review
nav-asks = Questions
nav-consent = Consent
nav-export = Files
nav-me = My account
back = Back
copy = Copy
choose = Choose
yes = yes
no = no
answer = Answer
audience = Only for
consent = Consent
claim-refused = They said no.
claim-not-asked = They were not asked.
claim-desk = our desk only
claim-named = the desks they named
claim-network = the network
claim-public = the public
bulletin-withdrawn = Withdrawn bulletin
bulletin-gone = It was withdrawn, or its time is over: its content is no longer here.
bulletin-alert = Blocking this could warn the person who planted it. It is in detection lists only.
bulletin-file = File of this bulletin:
bulletin-published = what of it is public
values-more = { $n ->
    [one] One more value is in the file.
   *[other] { $n } more values are in the file.
}
value-active = active
value-over = over, says its source
value-doubted = called a false positive
value-since = known here since
todo-look = Look for these values in the records you keep, and say below whether you saw one.
todo-accounts = If somebody opened it or answered it: change the password on another device, end the other sessions, switch on a second factor.
todo-device = Do not wipe or reset a device before somebody has looked at it: what proves the attack would be gone.
todo-safe = First talk about safety, from another device: whoever planted it notices when it falls silent.
todo-person = Keep what was sent or posted, with its date and address, before it is reported or deleted.
todo-site = Keep the logs with their times. Ask before the hosting company is told: that may warn whoever is doing this.
todo-loss = End the sessions of what was lost, change the passwords that were on it, and tell the people whose data it holds.
sightings = Seen elsewhere?
sightings-seen = { $n ->
    [0] No desk has reported seeing it
    [one] One desk has seen it
   *[other] { $n } desks have seen it
}
sightings-false = { $n ->
    [0] nobody calls it a false positive
    [one] one calls it a false positive
   *[other] { $n } call it a false positive
}
sightings-few = Numbers are shown from three desks on.
sight-seen = Seen here
sight-false = False positive here
sight-named = With our name
sight-hint = Only the desk that shared it hears of this. Others see a number, never who.
from = Where it comes from
from-signed = Signed by { $desk } on
from-key = The key that signed it, in words:
from-log = In the log of that desk it is entry { $n }.
from-here = Written here,
from-itself = It came from that desk itself,
from-relay = It was passed on by { $desk },
from-accepted = Accepted here on { $day }.
got-since = Since
received-on = Received
from-revision = revision { $n } of { $all }.
who-got-this = Who got this
got-nobody = Nobody has fetched it from this desk yet.
revisions = Revisions
revisions-lead = Each was signed by its origin. What a newer one replaced is no longer here.
revision = Revision
revision-signed = Signed
revision-came = Came here
revision-held = here
revision-gone = gone
revision-changed = What revision { $number } changed
digest = Digest
trace = How it travelled
trace-signed = signed by { $desk }
trace-came = came here from { $desk }
trace-sent = fetched by { $desk }
weeks-title = The last twelve weeks
weeks-table = The same as a table
weeks-from = Week from
weeks-all = All
percent = { $n }%
sideways = This table is wider than the screen: scroll it sideways.
picture-weeks = Bulletins of each week as bars, in parts by label: RED full, AMBER+STRICT in narrow stripes, AMBER in wide ones, GREEN in level ones, CLEAR hollow. The table below has the same numbers.
picture-trace = Picture of its way: from its origin to this desk and on, with the time that it took; a whole line and + who has it, a broken line and - who was asked to purge it, dots and X who purged it, a broken line and a colon who refused. The table below has the same.
trace-hops = Who has it from whom
trace-from = From
trace-to = To
trace-after = After
trace-has = has it
trace-steps = Step by step
trace-limits = A node knows only its own exchanges: what desks passed on to each other is not here.
as-title = Show it as another desk
as-which = Which desk
as-show = Show it
as-desk = What { $desk } sees
as-nothing = This desk sees nothing of it.
as-hint = The rules answer, as they would answer when the bulletin is sent. What only your desk knows (marks, counts, who got it from you) is left out.
brief = Print for a beneficiary
brief-by = Handed out by
brief-alert = Removing or blocking this could be noticed. Talk about what is safe before anything is changed.
brief-look = What to look for
brief-defanged = The addresses are written so that nobody opens them by mistake.
brief-do = What to do
brief-do-open = Do not open the links, and do not answer.
brief-do-safe = Use another device to ask for help, if somebody may be watching this one.
brief-do-call = Come back to us: you have done nothing wrong.
brief-print = Print it with your browser. The label is on every sheet. That it was handed out is counted, without a name.

## Revising and withdrawing

revise = Change it
revise-title = A new revision
revise-lead = Whoever keeps it gets the new one. Whoever may no longer have it is asked to purge it.
revise-consent = What the person agrees to now
revise-consent-same = as before
revise-leaves-public = It stops being public: it goes from the public page and from every list, and those who fetched it are told.
revise-recalls = These desks are asked to purge what they have:
act-send-again = Send it
field-title = Title
field-summary = Summary
field-label = Label
field-audience = Only for
field-consent = Consent
field-also-please = Also please
field-values = Values
withdraw = Withdraw
withdraw-title = Withdraw it
withdraw-desks = { $n ->
    [0] No desk has it.
    [one] One desk is asked to purge it, and answers with a signed receipt.
   *[other] { $n } desks are asked to purge it, and each answers with a signed receipt.
}
withdraw-public = It leaves the public feed too.
withdraw-why = Why
reason-consent = The person took back their consent
reason-error = It was wrong
reason-expired = Its time is over
missing-reason = Choose a reason.
withdraw-to-delete = Repeat the values in lists that delete by value
withdraw-to-delete-hint = Kiosks such as SpyGuard remove them at their next start; but the values stand in that public list for 30 days.
withdraw-stays = Files that people or tools downloaded, and screenshots, cannot be recalled.
act-withdraw = { $n ->
    [0] Withdraw it
    [one] Withdraw it from one desk
   *[other] Withdraw it from { $n } desks
}
withdrawals-title = Withdrawals
withdrawals-none = Nothing was withdrawn.
withdrawal-progress = How the withdrawal goes
withdrawal-answered = { $n } of { $all } have answered
withdrawal-waiting = { $n ->
    [one] One desk has not answered yet
   *[other] { $n } desks have not answered yet
}
withdrawal-refused = { $n ->
    [one] One desk refused
   *[other] { $n } desks refused
}
withdrawal-nobody = Nobody has to answer.
withdrawal-feed = It stood in the public feed, and is gone from it.
withdrawal-hidden = Much is withdrawn at once: it is hidden everywhere now, and will be destroyed in a day, or when a second person confirms.
answer-waiting = no answer yet
answer-heard = heard last on { $at }
answer-unheard = never heard from
answer-purged = purged, signed
answer-not-held = holds nothing of it, signed
answer-refused = refused

## Review

endorse = Review for its desk
endorse-title = Review for { $desk }
endorse-lead = Another desk that has no second person may make this public once you approve it. Read everything below as somebody would who means harm.
endorse-findings = Your desk’s check finds this. The desk that wrote it has to answer for it: if it should not be public, call them instead of approving.
endorse-what = Your word counts for exactly these texts and values. If the desk changes one of them, it has to ask again.
act-endorse = Approve for { $desk }
review-title = Review
review-none = Nothing waits for review.
review-yours = you may approve it
review-granted = Another desk’s words, which it let this desk publish:
review-note = Returned with the note:
review-changes = What changes
review-text = What would be public
review-no-summary = There is no summary.
review-privacy = What looks personal
review-nothing-personal = Nothing was found. The check knows shapes, not people: read it yourself.
texts-title = Every text that goes with it
texts = { $n ->
    [one] One text. Read it before you say yes.
   *[other] { $n } texts. Read them before you say yes.
}
texts-where = Where it is
texts-text = Text
texts-public = Becomes public
texts-also = { $n ->
    [one] and in one more place
   *[other] and in { $n } more places
}
values-rest = { $n ->
    [one] One more value
   *[other] { $n } more values
}
review-decide = Decide
review-own = You wrote on it yourself: somebody else has to approve it.
review-no-right = Your account has no right to review.
review-note-label = Note for the author
act-approve = Approve and publish
act-return = Return with the note
missing-note = Write a note, so that the author knows what to change.
field = Field
before = Before
after = After
draft-draft = draft
draft-waiting = waits for review
draft-approved = approved, waits for its embargo
draft-returned = returned
draft-sent = sent
draft-untitled = Without a title
drafts-title = Drafts
drafts-lead = Drafts belong to the desk: the next shift finds them. A month after nobody touched one, it is gone.
drafts-none = There are no drafts.
act-forget = Delete

## Import, questions, files, account

import-title = Import
import-lead = A file of another program, or a text. You see what was read before anything is sent.
import-file = File
import-file-hint = STIX, MISP, CSV, lists, ioc.yaml, alerts of MVT. What has no label needs one from you.
import-text = Or paste it
read-as = Read it as
read-as-guess = what it looks like
read-as-list = one value a line
read-as-csv = a table (CSV)
read-as-text = free text
read-as-stix = STIX
read-as-misp = MISP
import-kinds = Where the guess is wrong
import-kind = Every value is
import-kind-hint = For lists of one kind, and for columns that hold any values.
import-columns = What stands in the columns of a table
import-column = Column { $n }
column-any = values of any kind
column-kinds = what kind each value is
column-names = names
column-roles = what each does
column-labels = labels
column-nothing = nothing to be read
import-act = Read it
import-nothing = Choose a file, or paste something.
found-title = What was found on one person’s device
found-lead = Of such a file only what matched is read, and nothing of it is kept. The desks that shared it are told, and nobody else, without a word of whose device it was.
found-would = { $n ->
    [one] The desk of this bulletin would hear that it was seen
   *[other] The desks of these { $n } bulletins would hear that they were seen
}
found-told = These desks were told
found-not-told = These could not be told
found-nobody = { $n ->
    [0] It holds no finding with an indicator: there is nobody to tell.
    [one] Its one finding matches nothing that is shared here: there is nobody to tell.
   *[other] Its { $n } findings match nothing that is shared here: there is nobody to tell.
}
found-unknown = { $n ->
    [one] One more value is not known here. It is neither kept nor shown.
   *[other] { $n } more values are not known here. They are neither kept nor shown.
}
found-act = Tell them
compose-import = a file
asks-title = Questions
asks-lead = A question goes to the desks you choose, ends by itself, and keeps its answers.
asks-act = Ask the network
asks-theirs = From other desks
asks-ours = From this desk
asks-none = None at the moment.
knock-title = Ask to talk
knock-lead = What is TLP:RED is best said, not written. This tells one desk that you want to talk, and nothing else.
knock-choose = Choose a person or a desk
knock-act = Ask to talk
knock-written = If it has to be written
knock-written-more = Text that is TLP:RED is sealed to people on your own machine, so that no server can read it.
missing-knock = Say how.
knock-who = With whom
knock-people = People whose card this desk has
knock-desks = Whoever is there at a desk
knock-channel = How
knock-when = Before when
knock-when-hint = In UTC, and not over yet.
missing-before = Say before when: a day and an hour to come.
missing-who = Say with whom.
knock-please = Please talk to us.
knock-for = For { $who }.
knock-how = How: { $how }.
knock-before = Before: { $when }.
call-phone = By telephone
call-video = By video
call-mail = By encrypted mail
call-in-person = In person
red-not-here = It is not written on this page:
sealed-title = Sealed to people
sealed-lead = TLP:RED comes sealed to a person. No server can read it, and this one neither: what it says is not shown here.
sealed-came = What came
sealed-none = Nothing sealed is kept here.
sealed-open = Fetch the file, and open it with the line beside it on the machine where you keep your identity file.
sealed-fetch = Fetch the sealed file
sealed-sent = Sent from this desk
sealed-write = Write it, sealed to people
sealed-write-more = On your own machine, at the command line: “fanal seal --help” says what else goes into the line.
sealed-nobody = This desk has no card of anybody elsewhere yet. Ask to talk first: their desk can send one.
sealed-file = A file that “fanal seal --out FILE” wrote
sealed-file-hint = It is sent at once, to the desks that were chosen when it was sealed, and stays sealed: this server cannot read it. The desk’s records say that something was sent, and nothing of what.
sealed-send = Send the sealed file
export-title = Files for your tools
export-lead = What this desk uses: its own bulletins, and those marked “Use”.
export-up-to = Nothing stricter than
export-blocks = Block lists are not harmless.
export-blocks-more = Blocking can warn somebody who watches a device. Values that could are left out; still, talk about it first.
export-bom = Tables for Excel (with a byte order mark)
export-full = In block lists: every role, not only command servers and delivery
export-no-match = No match does not mean that a device is clean.
download = Download
tool-mvt = MVT
tool-mvt-more = Put it into MVT’s folder of indicators.
tool-stix = OpenCTI, MISP, TAXII
tool-stix-more = STIX 2.1, with everything in it.
tool-csv = Spreadsheet
tool-csv-more = CSV with all values.
tool-network-csv = Spreadsheet, network only
tool-network-csv-more = CSV with domains, links and addresses.
tool-hosts = Pi-hole, hosts file
tool-hosts-more = Names to block on a network or a machine.
tool-domains = Resolvers
tool-domains-more = Domains, one a line.
tool-spyguard = SpyGuard, TinyCheck
tool-spyguard-more = Its list of what to watch for, with what to delete.
tool-misp = MISP
tool-misp-more = A folder to be added as a feed, as one archive.
tool-suricata = Suricata, PiRogue
tool-suricata-more = Rules that tell which device asks for a listed name.
tool-clamav-md5 = ClamAV (MD5)
tool-clamav-md5-more = Hashes of files, for its folder of databases.
tool-clamav-sha = ClamAV (SHA)
tool-clamav-sha-more = The same with SHA-1 and SHA-256.
tool-yara = YARA
tool-yara-more = Rules as they came.
tool-briefing = Sheet for a beneficiary
tool-briefing-more = To print and hand to the person concerned; the label is on each sheet.
tool-digest-md = Newsletter (text)
tool-digest-md-more = The last month in words, as Markdown.
tool-digest-html = Newsletter (page)
tool-digest-html-more = The same as HTML.
tool-atom = Newsreader (Atom)
tool-atom-more = Titles of what is new, as Atom.
tool-json-feed = Newsreader (JSON Feed)
tool-json-feed-more = The same as JSON Feed.
tool-adguard = AdGuard Home, Pi-hole 6, uBlock Origin
tool-adguard-more = Names to block, with all below them.
tool-rpz = BIND, Unbound, Knot, PowerDNS (RPZ)
tool-rpz-more = A response policy zone for a DNS server.
tool-native = Another Fanal desk
tool-native-more = The signed originals, to be verified anywhere.
me-title = My account
me-rights = What it may do
right-analyst = read, check, write and send
right-reviewer = approve what others wrote
right-coordinator = sign for the network
right-admin = accounts and settings of the desk
me-sessions = Sessions
me-sessions-more = A session ends half an hour after its last page, and after twelve hours at the latest.
me-everywhere = End all others
me-end = End it
me-this = this one
me-factor = Second factor
me-no-factor = none yet
me-recovery = { $n ->
    [0] set up; no recovery code is left
    [one] set up; one recovery code is left
   *[other] set up; { $n } recovery codes are left
}

## Consent records

consents-title = Consent records
consents-lead = They stay at this desk. No name, no case number: your own word for the person.
consents-none = There are no records yet.
consent-record-title = A consent record
record-open = Open
record-new = Write down a consent
record-alias = Your word for the person
record-alias-hint = One that tells nobody else anything: “river-7”.
record-scope = They agreed that it goes to
record-heard-on = Heard on
record-until = Ends on
record-how = How
record-how-hint = In person, by phone, in writing.
record-named = Desks that they named
record-risks = The risks were explained
record-act = Write it down
record-stands = in force
record-ended = has ended
record-doubted = in doubt since the restore: ask the person
record-without = These came back after a restore, and no record knows of them. If one of them rests on what this person said, withdraw it too.
record-withdrawn = taken back
record-rests = { $n ->
    [0] nothing rests on it
    [one] one thing rests on it
   *[other] { $n } things rest on it
}
record-withdraw = They take it back
record-withdraw-more = Everything that rests on it goes, here and at every desk that has it. First you see what that is.
record-goes = { $n ->
    [0] Nothing was sent: only the record changes.
    [one] This goes:
   *[other] These { $n } go:
}
record-withdraw-act = Take it all back

## The network, one's own account, administration

nav-net = Network
nav-admin = Administration
account-add = Add an account
account-disable = Disable
account-enable = Let sign in again
account-reset = New password
accounts = Accounts
act = Act
admin-at-machine = The configuration is kept at the machine itself, by the command line: fanal doctor says what is missing.
admin-nav = Administration pages
admin-no-content = An administrator sees no content by that right alone.
admin-title = Administration
admit-act = Admit { $name }
announce-act = Make the request known to all members
audit-act = What was done
audit-at = When
audit-caption = Who did what, and when. Addresses, search words and content are never written down.
audit-export = Download as a table (CSV)
audit-from = Up to number
audit-next = Older lines
audit-object = To what
audit-result = Result
audit-title = Audit trail
cancel = Cancel
code-accepted = Code of practice accepted
code-of-practice = Code of practice
code-wrong = That is not the code that is shown now. Is the clock of the telephone right?
codes-kept = I have kept them
codes-lead = Each of these counts once in place of the authenticator. They are shown only this once: keep them on paper, away from the telephone.
codes-left = { $n ->
    [one] A second factor is asked of you; one recovery code is left.
   *[other] A second factor is asked of you; { $n } recovery codes are left.
}
codes-renew = Make other recovery codes
codes-title = Recovery codes
desk-asks = Changes it asks for
desks-in = Desks in it
account-to-confirm = came back with a backup: does it still count?
disabled = disabled
done-account = The account is changed.
done-announced = All members will hear of the request.
done-hook = The webhook is kept. Try it now.
done-hook-removed = The webhook is no longer notified.
done-objected = The coordinators have your objection.
done-password = Your password is another one now; your other sessions have ended.
done-preferred = It is kept.
done-reported = The coordinators have your report.
done-suspended = The desk is suspended from now on. Peers hear of it at their next round.
done-taken = The roster is taken.
done-totp-removed = No second factor is asked of you any more.
done-vouched = Your vouch is given.
draft-changes = What it changes
draft-doubtful = Came after the key was stolen
draft-hand-over = Hand this text to the next coordinator
draft-in-force = Enough have signed: the new roster is in force here, and peers take it at their next round.
draft-title = Draft of the next roster
draft-waits = Nothing has changed yet: more signatures are needed.
end-it = End
expel-act = Expel { $name }
expel-hint = Drafts a roster without this desk and signs it. Once enough coordinators have signed, every node that holds it ends the desk’s connections. What the desk already has cannot be taken back.
expel-title = Expel
failures = { $n ->
    [one] { $n } failure
   *[other] { $n } failures
}
groups-caption = Sharing groups: who can read what is shared in them
groups-in = Groups
groups-title = Sharing groups
groups-lead = What is shared with a group is read by the desks in it. The roster says who is in which.
groups-none = There is no group yet.
group-change = Change who is in it
group-members = Desks in this group
group-act = Draft a roster with these desks
group-new = Make a group
group-name = Short name
group-name-hint = Small letters, digits and hyphens, for example: stalkerware-fr.
group-no-change = Nothing would change: tick other desks.
group-moves = What moves then
group-moves-in = A desk that joins gets what is already TLP:GREEN in the group. What is already TLP:AMBER it gets only with a new revision.
group-moves-out = A desk that leaves gets nothing more. What it has stays with it until it is withdrawn. With its last desk, the group ends.
group-moves-when = It takes effect as soon as enough coordinators have signed the roster.
has-second-factor = With a second factor
history-title = History
hook-add = Add a webhook
hook-remove = Remove
hook-secret = Secret, or access token
hook-url = Address
hooks = Webhooks
host = Host
join-acts = What to do
join-ask = Join another network
join-ask-paste = The invitation that a member handed you
join-ask-act = Make the request
join-hand-over = Hand this line over, however you like
join-invitation = An invitation
join-invite = Invite a desk
join-invite-more = One line of text, with the keys of this desk and nothing secret. It admits nobody by itself.
join-invite-act = Make an invitation
join-paste = The line that the desk handed you
join-request = The request
join-take-request = A request was handed to you
join-take-hint = All members are told of it, and may vouch or object.
join-lacks = { $n ->
    [one] One thing is missing
   *[other] { $n } things are missing
}
told-admits = Admits { $name } ({ $desk }). Its signing key begins { $key }.
told-unlisted = { $desk } is in it no more.
told-threshold = Signatures that are needed: { $old } becomes { $new }
told-network-name = The network is called { $name }.
told-good-until = It is good until { $day }.
told-active-again = { $desk }: suspended in an emergency, active again
told-trusted-again = { $desk } was locked on { $day }, by its own word or its slip; it is trusted again, with the keys that are listed
told-nothing-changes = { $desk } is that already: nothing changes.
told-status = { $desk }: { $old } becomes { $new }
told-joins-group = { $desk } joins the group { $group }.
told-leaves-group = { $desk } leaves the group { $group }.
told-signing-keys = { $desk }: signing keys { $old } become { $new }
told-checkpoint-keys = { $desk }: checkpoint keys { $old } become { $new }
told-feed-keys = { $desk }: keys of the public feed { $old } become { $new }
told-tls-pins = { $desk }: its connections were known by { $old }, now by { $new }
told-addresses = { $desk }: addresses become { $new }
told-sealing-keys = { $desk }: keys for parcels ending { $old } become those ending { $new }
told-organisation = { $desk }: its organisation is { $new }
told-jurisdiction = { $desk }: it is under the law of { $new }
told-duty = { $desk }: its duty to report is { $new }
told-desk-name = { $desk } is called { $name }.
told-stream-ends = { $desk }: { $stream } ends at entry { $size }, epoch { $epoch }
told-lost-keys = { $desk } lost its keys, and these bulletins are taken back for it: { $ids }
told-entry = { $desk }: something else in its entry
told-coordinator-in = { $name } becomes a coordinator.
told-coordinator-out = { $name } is a coordinator no more.
told-coordinator-name = The coordinator { $old } is called { $new } now.
told-coordinator-heartbeat = { $name }: heartbeat key { $old } becomes { $new }
told-rule-vouches = Vouches that are needed: { $old } becomes { $new }
told-rule-objection = Days to object: { $old } becomes { $new }
told-rule-freshness = Days without news of coordinators before AMBER waits: { $old } becomes { $new }
told-rule-vouch-age = Days of membership before a vouch counts: { $old } becomes { $new }
told-rule-vouches-year = Vouches of one desk in a year: { $old } becomes { $new }
told-rule-members-first = Days for which members have it before the public: { $old } becomes { $new }
told-rule-code = Another code of practice: { $old } becomes { $new }
told-rule-retention = Days that content is kept: { $days }
told-rule-everyone = Every desk is a coordinator.
told-rule-not-everyone = Not every desk is a coordinator any more.
told-rules = Something else in the rules
told-first-roster = It is the first roster.
told-coordinator-key = A key to coordinate with: { $key }
told-offers-to-coordinate = { $name } offers to coordinate.
told-lacks-vouches = { $desk } has { $have } vouches of { $need }.
told-open-objections = Objections to { $desk } that are open: { $n }
told-not-announced = The members were not told yet that { $desk } asks.
told-window-open = Members may object to { $desk } until { $day }.
told-code-not-accepted = { $desk } has not accepted the code of practice.
told-vouch-not-in-roster = { $desk } is not in the roster.
told-vouch-not-active = { $desk } is not active.
told-vouch-same-organisation = { $desk } belongs to the same organisation.
told-vouch-too-young = { $desk } has not been a member for long enough: { $days } days are needed.
told-vouch-too-many = { $desk } vouched too often within a year: { $most } is the most.
join-nobody = Nobody asks to join.
join-progress = How far it is
join-key = Key compared by voice
join-compared = on { $day }, by { $by }
join-not-compared = not yet
join-compare-act = We read the words to each other: they were the same
join-coordinators = Signatures of coordinators
join-drafted = { $n } of { $all }
join-ready = Nothing stands against it: it may be admitted.
join-title = Requests to join
join-window = Objections are heard until
key-title = The key of this desk
key-changed = The key of { $name } changed.
key-changed-tls = The machine of { $name } has another TLS key.
key-changed-more = Call them by a number that you knew before, and read the words to each other. Until then, trust nothing that surprises you.
key-compare = Compare the key
key-compared = Compared on
key-not-compared = Nobody here has compared it yet.
key-how = How did you compare it?
key-how-hint = “By telephone, at the number on their card.” It is kept in the desk’s records.
key-how-missing = Say how you compared the key.
key-compared-act = The words were the same
done-compared = It is noted that the key was compared.
desk-unused = Not used here.
use-title = What this desk does with its bulletins
use-hint = Stopped, nothing of that desk is in exports, block lists or answers to tools, and “known” says so. Its bulletins stay readable, what it takes back is still heard, and nobody else is told.
stop-using-act = Stop using { $name }
use-again-act = Use { $name } again
done-unused = That desk is used here no more.
done-used-again = That desk is used here again.
evidence = Evidence cover sheet
evidence-lead = What this sheet covers, and how anybody can check it.
evidence-digest = Digest (SHA-256)
evidence-signed = Signed by
evidence-roster = Roster in force
evidence-place = Place in its log
evidence-entry = { $n } of { $all }
evidence-file = Download the evidence
evidence-original = The signed original, to be kept with this sheet
evidence-check = How to check it: “fanal verify” on the file says whose signature it bears and whether a byte was changed. It asks no network.
evidence-limits = It proves who signed these bytes, and that they are unchanged. It does not prove that what they say is true, nor when anything happened.
evidence-made = Printed by
keep = Save
key = Key
made-known-by = Made known by
mail = Mail address
me-told = When you are told
me-told-hint = A message says that there is something, never what.
name = Name
net-contact = Last contact
net-signed = newest word that it signed: { $ago }
net-unheard = Nothing for more than a day: this desk is silent, or somebody keeps it from you.
net-gaps = { $n ->
    [one] One entry of it is missing here.
   *[other] { $n } entries of it are missing here.
}
net-coordinators = Coordinators
net-expires = Good until
net-fault = What is wrong
net-health = The desks, the worst first, as this desk sees them
net-name = Network
net-nav = Network pages
net-roster = Roster
net-taken = Who has this roster
net-taken-by = { $n } of { $all } desks
net-taken-not = Not yet, as far as is known here:
shares-count = Bulletins
shares-share = Share
shares-title = What is shared, by label
net-title = Network
spread-title = Who has whose newest
spread-caption = Down: who has it. Across: whose it is
spread-hint = Of what every desk may read (GREEN). What each desk said at its last round, compared with what is here; a “no” comes from the rules, with its reason below.
spread-all = newest
spread-behind = { $n ->
    [one] { $n } behind
   *[other] { $n } behind
}
spread-untold = not told
spread-more = { $n ->
    [one] One more desk is not in this table: see its own page.
   *[other] { $n } more desks are not in this table: see their own pages.
}
route-here = this desk
route-direct = direct
route-tor = Tor
route-calls = it calls
net-route = Way
never = never
no-second-factor = Without a second factor
not-accepted-by = Not yet accepted by
notify-lead = A notification says how much there is, by label, and never what. The hosts it may go to are listed in the configuration of the node.
notify-taken = The message was accepted.
notify-test = Send a test
notify-title = Notifications
number = Number
object-act = Object, in confidence
object-why = Why not? Only coordinators read it
objection-by = Objection by
objection-outcome = What came of it
objection-settle = It is settled
objection-settled = settled:
panic-act = Lock this desk now
panic-done = Every session and token has ended. The desk opens again at its own machine, with its master key.
panic-lead = In danger? Locking ends every session and token, stops the node, and asks the other desks to send nothing. Nothing is destroyed. It opens again only at its own machine.
panic-locked = This desk is locked
panic-tick = Tick the box to lock the desk.
panic-title = Panic: lock this desk
panic-told = { $n ->
    [one] { $n } desk is told.
   *[other] { $n } desks are told.
}
panic-would-tell = { $n ->
    [one] { $n } desk would be told.
   *[other] { $n } desks would be told.
}
panic-yes = Yes, lock it
password-again = The new one again
password-change = Change the password
password-differs = The two new passwords are not the same.
password-new = New password, 12 characters or more
password-now = Password now
password-short = The new password is too short: 12 characters or more.
password-told = Password, shown only this once, of
password-wrong = The password is wrong.
purged-of = { $n } of { $all } purged, with signed receipts
quiet-from = From hour
quiet-clock = Your clock
quiet-clock-hint = Only how far it is from UTC is kept, and no place. Set it again when summer time begins or ends.
quiet-hours = Quiet hours
quiet-to = To hour
quiet-wrong = Quiet hours need two numbers from 0 to 23, or none.
recalls-none = Nothing was withdrawn.
recalls-refused = Refused:
recalls-title = Withdrawals
recalls-waiting = Not reached yet:
report-act = Report to the coordinators
report-text = What happened? Nothing of any bulletin’s content
report-title = Report a desk
reported-by = reported by
reporting-duty = Has to report to authorities
reports-none = Nothing was reported.
reports-title = Reports
retention = Kept
retention-days = Days:
retention-none = The network sets no limit; each bulletin has its own.
rights = Rights
rights-keep = Save the rights
roster-current = in force
roster-expired = ended
roster-forked = two versions were seen
roster-stale = no coordinator has been heard from for a while
rule-freshness-days = Days without news of coordinators before AMBER and RED wait
rule-objection-days = Days for objections
rule-vouch-age-days = Days of membership before a vouch counts
rule-vouches = Vouches that a request needs
rule-vouches-per-year = Vouches of one desk in a year (0: no limit)
rule-members-first-days = Days for which members have it before the public (0: at once)
rules-title = Rules
shape = Kind
shape-matrix = Matrix room
shape-mattermost = Mattermost
shape-plain = Signed JSON
sign-draft = Sign a draft
sign-draft-act = Sign it
sign-draft-paste = The text that another coordinator handed you
signatures-of = { $n } of { $all } signatures
signed-by = signed by
status-active = active
status-expelled = expelled
status-left = left
status-suspended = suspended
step-up-act = Go on
step-up-label = Your password, or the code that your authenticator shows
step-up-lead = This has far-reaching effects. Prove once more that it is you; what you typed is kept.
step-up-title = Is it you?
step-up-wrong = Password or code is wrong.
suspend-act = Suspend { $name } now
suspend-hint = One coordinator is enough. For 72 hours, every node that hears of it neither sends to this desk nor takes from it.
suspend-title = Suspend now
suspended-until = suspended until
take-roster-act = Adopt a fully signed roster
threshold-of = { $n } of { $all } must sign
token = Token:
token-proves = Token that publishes and signs:
totp-address = Or as an address
totp-begin = Set up a second factor
totp-confirm = Ask for it from now on
totp-lead = Add this to an authenticator on your telephone. It names your account and nothing else.
totp-none = None yet: whoever learns your password signs in.
totp-picture = QR code with the secret that is below as text.
totp-remove = Stop asking for it
totp-scan = Read it with the telephone’s camera
totp-secret = Secret
totp-shows = What the authenticator shows now
totp-title = Set up a second factor
totp-type = Or type it: both say the same. Nobody else should see this page, nor a picture of it.
type-name = Type { $name } to go on
type-the-name = Type the desk’s short name exactly: nothing was done.
urgent-through = What is urgent gets through quiet hours and the daily digest
version = Version
version-first = The network was founded.
vouch-act = Vouch
vouch-how = How do you know them?
vouched-by = Vouched for by
vouches-of = { $n } of { $all } vouches
when = How often
when-daily = Once a day, all together
when-never = Never
when-now = As it comes
why = Why?
words-by-voice = Read these words to each other by voice; both have the same
words-by-coordinator = Eight words to compare by voice are shown to a coordinator of the desk that invited them.
tokens = Tokens of programs
token-ends = ends
picture-net = Picture of the network: this desk in the middle, a whole line and + where contact is good, a broken line and - where it fails, dots where there was none, X for who is out. The table above has the same.

# Passkeys
passkeys = Passkeys
passkeys-lead = A passkey takes the place of the code after your password. A false page cannot ask for it.
passkeys-none = You have none.
passkey-add = Add a passkey
passkey-made = added
passkey-used = last used
passkey-copyable = may be copied to a cloud
passkey-remove = Remove
passkey-number = This address is a number, and passkeys are bound to a name. Open the console by its name (on the machine itself: localhost) to use them.
passkey-unknown = This browser does not say which address this page has: there can be no passkey here.
passkey-factor-first = Set up a second factor first: its codes let you in where a passkey cannot.
passkey-not = Passkeys need a browser that runs scripts and offers them at this address. Tor Browser may not. Everything else works as before.
passkey-touch = Your browser asks for the passkey now: touch the key, or unlock the device.
passkey-failed = That did not work, or was cancelled. Try again.
passkey-make = Make the passkey
passkey-name = What you call it
passkey-name-hint = So that you know it again, for example: blue key.
passkey-name-none = Give it a name.
passkey-wrong = This passkey does not count here. Try again, or type a code.
passkey-sign-in = Use a passkey instead
done-passkey = The passkey is added.
done-passkey-removed = The passkey is removed.

# The desk’s own administration
keys-title = Keys
keys-lead = What others know this desk by: its public keys only. Compare them by voice, never over the channel that brought them.
key-signing = Statements
key-for-signing = Signs what this desk says.
key-checkpoint = Checkpoints
key-for-checkpoint = Signs how long its logs are.
key-feed = Feed
key-for-feed = Signs the files that the public loads.
key-coordinator = Coordinator
key-for-coordinator = Signs rosters, if the desk is a coordinator.
key-heartbeat = Heartbeat
key-for-heartbeat = Says each day that the roster is current.
key-tls = Connections
key-for-tls = Other desks recognise its connections by the fingerprint of this key.
key-sealing = Parcels
key-for-sealing = Parcels for this desk are sealed to it.
key-in-words = in words:
key-in-digits = in digits:
key-since = Counts since
key-until = until
key-no-end = no end
key-in-roster = In the roster.
key-not-in-roster = Not in the roster.
key-beside = Also valid, until
key-next = Made to follow it, and waiting for the roster:
key-replace = Replace this key
keys-ask = Ask for others
keys-ask-more = New keys are made now. They are used once the coordinators have signed a roster that has them; the old ones stay valid for the days that you say.
keys-days = Days for which the old ones stay valid
keys-rotate = Ask for new keys
keys-retire = Retire old connection and parcel keys
keys-by-coordinators = New ones are asked for by an account with the right “sign for the network”, once the desk is in a network.
keys-none-chosen = Choose at least one key.
keys-days-wrong = Days are a whole number.
done-keys-asked = The coordinators are asked. Their next roster brings the change.
backups-title = Backups
backups-lead = A backup is two sealed files. What was withdrawn is in no backup made since.
backups-good = There is a new one, it was opened for a rehearsal, and a recovery key was made.
backup-newest = Newest
backup-rows = rows:
backup-drill = Last rehearsal
backup-key = Recovery key
backup-key-made = made; it should lie on paper, apart from the files
backup-how = To make one
backup-how-more = At the machine itself, or by the schedule of its configuration:
backup-copy = Copy both files to another place, the newer keys file over the older. Older keys files open what was taken back since: keep none.
backup-none = There is none: if this disk fails, everything is lost.
backup-old = The newest is more than three days old.
backup-no-key = There is no recovery key. Only this machine opens them.
backup-no-drill = None was ever opened for a rehearsal.
backup-drill-old = The last rehearsal is long ago.
backup-drill-failed = The last rehearsal found faults.
policies-title = Policies
policies-always = What always holds
policy-second-person = What is to be public waits for a second person. Nobody approves what they wrote.
policy-embargo = Nothing under embargo is public before its day, and nothing shows that it is there.
policy-privacy = The privacy check comes before all that leaves. Each finding is answered.
policy-withdraw = A withdrawal waits for nobody.
words-title = Protected words
words-lead = Names of people, your own domains: the privacy check finds them in whatever leaves. Only a hash of each is kept, never the word; only your note is shown.
words-by-staff = Who works with content sees and sets them.
words-none = None yet.
words-let-go = Stop protecting
words-new = Words, one a line
words-hint = Three letters or more each.
words-label = A note to find them by
words-label-hint = It should tell nothing of the words.
words-protect = Protect them
countries-title = Identity numbers
countries-lead = Countries whose identity numbers the check knows by their shape
countries-by-reviewers = Reviewers choose them.
done-policies = It is set.

# Mail to OpenPGP keys
mail-key-title = OpenPGP key for mail
mail-key-lead = Mail to you is encrypted to this key, or it does not go. What it says stays the same: that there is something, never what.
mail-key-fingerprint = Fingerprint
mail-key-compare = Compare it with the one that your own program shows.
mail-key-bad = Mail does not go to you now:
mail-key-remove = Stop encrypting
mail-key-set = Another key
mail-key-text = Public key
mail-key-hint = Begins with -----BEGIN PGP PUBLIC KEY BLOCK-----. Where your address is a list’s, give the list’s key.
done-mail-key = Mail to you is encrypted to this key.
done-mail-key-removed = Mail to you is no longer encrypted.

# What a desk says of itself
profile-title = Profile
profile-lead = What the members of the network read about this desk: whom it can help, when it answers, and how to reach it safely.
profile-none = This desk has not said anything about itself yet.
profile-change = Change what is said here
profile-by-coordinators = It is changed by an account with the right “sign for the network”.
profile-languages = Languages that you answer in
profile-others = Other languages, by their codes
profile-others-hint = With commas between them, for example: ckb, rw.
profile-hours = When you answer
profile-hours-hint = With the time zone, for example: Monday to Friday, 9:00 to 17:00, Tunis time.
profile-services = What you do, one service a line
profile-services-hint = For example: forensics, account recovery, shelter.
profile-channels = How you are reached
profile-channels-more = A channel without an address is left out. Once you have told the members, there is room for another.
profile-channel = Channel { $n }
profile-kind = Kind, for example Signal or e-mail
profile-at = Address or number
trait-end-to-end = encrypted from end to end
trait-no-account-needed = needs no account
trait-monitored = may be watched
trait-emergency = for emergencies
trait-public = anybody may know it: it stands on the public contact page
profile-trust = What others rely on
profile-agreed = Our people have signed an agreement not to disclose what others send us
profile-since = Since
profile-legal = How you answer when authorities ask for what others sent you
profile-legal-hint = One or two sentences. Desks read it before they send you TLP:AMBER.
profile-feed = What we publish may also stand in the public feed of the whole network
profile-act = Tell all members
done-profile = It is said. The members read it after their next round.
profile-roster = What the roster says
profile-roster-more = These words stand in the signed roster. You ask for a change, and the coordinators put it in the next roster.
profile-asked = You asked for this, and it is not in the roster yet:
profile-name = Name of the desk
profile-country = Country whose law you are under
profile-country-hint = Two letters, for example TN.
profile-duty = What you have to report to authorities
profile-duty-hint = Empty, if there is no such duty. Desks see it before they send you anything.
profile-replace = Forget what was asked before
profile-ask = Ask the coordinators
profile-leave = Leave the network
profile-leave-more = Once the coordinators have signed a roster without this desk, nothing comes in and nothing goes out. Take back before that what others should not keep.
profile-leave-act = Ask to leave
desk-coordinate = It becomes a coordinator, or its new key of a coordinator counts
desk-threshold = If so, signatures that a roster needs then: more than half of the coordinators
profile-coordinate = We offer to sign rosters as a coordinator
said-languages = Languages
said-hours = Answers
said-services = Services
said-channels = Reached by
said-agreement = Agreement not to disclose
said-since = since
said-no-agreement = none on record
said-legal = If authorities ask
said-jurisdiction = Law of
said-nothing = says nothing of itself yet
lack-encrypted = There is no channel here that is encrypted from end to end.
lack-easy = Every channel here needs an account or a program of its own.
desks-title = Desks
desks-lead = Who is in this network, in their own words, and how well they are known here.
desks-gone = { $n ->
    [one] One desk is a member no more
   *[other] { $n } desks are members no more
}
desks-members = Members only
desk-own = this desk
desk-fulfil = Draft a roster that does so
key-by-voice = Key compared by voice
key-by-voice-not = not yet
key-again = Check its words again, by voice or in person: its key changed, or a year went by.
settle-title = It is suspended
settle-unsettled = This ends by itself, unless a roster settles it. Readmitting it lifts the suspension; keeping it suspended makes it last.
settle-hint = Readmitting it lets it send and receive again, once enough coordinators have signed.
readmit-act = Readmit { $name }
stay-act = Keep { $name } suspended

# Rules
rule-threshold = Signatures of coordinators that a roster needs
rules-out = Coordinators who are to be none any more
rules-in = A desk offers to coordinate on the page of its own profile. Its page in this network has the button that takes the offer.
rules-change = Other rules
rules-change-more = This drafts the next roster and signs it for you. It counts once enough coordinators have signed.
rules-draft = Draft a roster with these rules
rule-number = This has to be a whole number.
rule-no-change = Nothing would change: change a number, or paste another code of practice.
code-digest = The roster names it by this fingerprint (SHA-256):
code-none = This network has no code of practice yet.
code-lacks = The new code of practice does not seem to say:
code-lacks-descriptions = what is expected and what is not, with examples
code-lacks-reporting = whom to tell when somebody breaks it, and how
code-lacks-enforcement = what happens then
code-lacks-demarcation = to whom it applies, and where it ends
code-read = Paste the whole text, once you have read it
code-read-hint = Every character counts. Only the text with this fingerprint can be accepted.
code-accept-act = This desk keeps it
code-is-another = This is not the text that the roster names. Every character counts, also the end of the last line.
code-new = A new code of practice
code-new-hint = Paste the whole text. The roster gets its fingerprint; hand the text itself to the desks, which accept it one by one.
accepted-by = Accepted by
done-code = All members will hear that this desk keeps the code of practice.

# Sources
import-sources = What others publish regularly can be asked by schedule.
sources-title = Sources
sources-lead = Lists and feeds of others that this node asks by schedule.
sources-none = No source is named in the configuration.
sources-pace = A source is asked every five minutes at most: its publisher wants that.
sources-by-analysts = Who may write and send can have one asked now.
sources-no-node = No running node is behind these pages, so none can be asked from here.
sources-how = What happens to what comes
sources-how-kept = Lists are kept to be asked, or warn. They are never shared on.
sources-how-drafts = What becomes a bulletin lies there as a draft, until a person has looked at it.
sources-how-named = Sources are named at the machine itself, in its configuration:
source-works = works
source-fails = does not work
source-not-asked = not asked yet
source-asked = asked
source-worked = worked last
source-never-worked = never worked
source-since = Since
source-refused = { $n ->
    [one] { $n } part not taken
   *[other] { $n } parts not taken
}
source-unreachable = Its server cannot be reached, or does not give what was asked for.
source-act = Ask now
source-too-soon = It was asked less than five minutes ago, or much is waiting. Try again a little later.
done-source = The source was asked. How it went stands below.
done-source-under-way = The source is being asked, which may take a while. How it went will stand here.

# Withdrawals that wait for a second person
hidden-title = { $n ->
    [one] One withdrawal waits for a second person
   *[other] { $n } withdrawals wait for a second person
}
hidden-more = Somebody withdrew much at once. It is hidden everywhere already. If that was meant, destroy it now; if it was not, speak with them before its time is over.
hidden-until = kept until
hidden-act = { $n ->
    [one] Destroy it now
   *[other] Destroy all { $n } now
}
hidden-others = { $n ->
    [one] One of your withdrawals is hidden, and waits for a second person or for its time.
   *[other] { $n } of your withdrawals are hidden, and wait for a second person or for their time.
}
done-destroyed = It is destroyed.
