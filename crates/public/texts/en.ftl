# Public site, English.
# original: it was written in this language, and is no translation.
#
# In square brackets stands the name of a page, of a file or of a word that the program puts there; behind a bar the
# words that are shown. Translate these words, and leave the name. What stands between `backticks` is typed as it is.

## Every page

skip = Skip to the content
nav = Site
languages = Languages
nav-bulletins = Bulletins
nav-feed = Feed
nav-withdrawn = Withdrawn
nav-verify = Verify
nav-about = About
nav-contact = Contact
nav-status = Status
leave = Leave this page
published-by = Published by [desk].
corrections = Contact, also for corrections: [contact].
plain = These pages use no cookies and no scripts, and load nothing from elsewhere.
unreviewed = The texts of these pages have not yet been reviewed by a native speaker.
public = public
day-monday = Monday
day-tuesday = Tuesday
day-wednesday = Wednesday
day-thursday = Thursday
day-friday = Friday
day-saturday = Saturday
day-sunday = Sunday
values = { $n ->
    [one] { $n } value
   *[other] { $n } values
}
bytes = { $n ->
    [one] { $n } byte
   *[other] { $n } bytes
}
nothing-yet = Nothing is published yet.

## Home

home-title = Home
home-lead = Warnings about spyware, phishing and other digital attacks on civil society, published by [desk]. Everything here is [label]: anyone may read it, use it and pass it on.
home-newest = Newest bulletins
home-all = [bulletins|All bulletins]
weeks-title = The last twelve weeks
weeks-table = The same as a table
weeks-from = Week from
weeks-picture = Bulletins of each week as bars, with their number above and the first day of the week below. The table has the same numbers.
home-tools = For your tools
home-tools-more = The [feed|feed] has the same material as files that MVT, OpenCTI, MISP, Pi-hole, AdGuard Home and spreadsheets load as they are. The addresses stay the same. [verify|Verify] says how to check that a file is complete and ours, and the list of what was [withdrawn|withdrawn] says what to delete.
home-before = Before you rely on it
home-before-more = A value is not safe only because it is not listed here: nobody knows of every attack. If you think that somebody watches your device, ask a help desk for advice from another device, and before you change or delete anything.

## Bulletins

bulletins-title = Bulletins
bulletins-lead = [label], newest first.
bulletin-label = Label
bulletin-published = Published
bulletin-category = Category
bulletin-source = Source
bulletin-licence = Licence
bulletin-permitted = Permitted
permitted-clear = any use that the law allows
permitted-green = blocking and active checks
permitted-amber = look-ups that the attacker cannot see; no blocking
permitted-red = searching your own records only; no blocking
bulletin-alert = For detection only.
bulletin-alert-more = Blocking these values could warn an abuser. They are not in the block lists.
values-title = Values
values-none = This bulletin lists no values.
values-lead = Written so that they are no links. For your tools, take this bulletin alone as [alone|STIX 2.1], or the files of the [feed|feed], which have all bulletins: [files].
values-first = The first { $n } of { $all } values
col-value = Value
col-type = Type
col-role = Role
col-belongs = Belongs to
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
role-c2 = command and control
role-delivery = delivers the attack
role-website = website of the product
role-sender = sender
role-payload = the file or app
role-unknown = not stated
reference-title = Reference
reference-id = Id
reference-digest = Digest
reference-log = In the log
reference-place = entry { $n }, counted from 0: [log|how to check]

## Withdrawn, and what is not there

withdrawn-title = Withdrawn
withdrawn-lead = These bulletins are no longer published. If you kept a copy, please delete it, and everything that you took from it. Reasons are not given in public.
withdrawn-none = Nothing is withdrawn.
withdrawn-caption = Withdrawn bulletins, newest first
withdrawn-day = Withdrawn on
gone-lead = The bulletin [id] was withdrawn on [day]. If you kept a copy, please delete it, and everything that you took from it. See [withdrawn|all that was withdrawn].
read-only-title = Read only
read-only = This site can be read (GET, HEAD), and nothing else.
absent-title = Not found
absent = There is nothing under this address. Here are [bulletins|all bulletins] and [feed|all files].

## Feed

feed-title = Feed
feed-as-of = [label], as of [day].
feed-lead = Find your tool and give it the address; it stays the same. Ask again once an hour at most: unchanged files are not sent twice to tools that remember the ETag. When a bulletin is [withdrawn|withdrawn], its values leave every file: replace your copy, do not add to it.
feed-no-match = No match does not mean that a device is clean.
feed-no-match-more = Nobody knows of every attack.
feed-network = What the desks of our network publish, those that agreed to it: [network-feed|the feed of the network].
feed-blocking = Before you block
feed-blocking-more = Who watches a device may see that something is blocked, and react to it. For somebody who lives with the person who watches them, that can be dangerous: talk with them, or with a help desk, before you block anything on their device or at their home. Values that could warn somebody are left out of these lists.
feed-blocking-full = The lists without “full” have command servers and delivery sites; the full ones have every role, also websites that sell such programs.
feed-mirrors = For mirrors and other programs
feed-mirrors-more = One bundle for each bulletin, and the lists that a mirror follows: [index.txt] and [changes.csv].
feed-check = Check what you load
feed-check-more = Checksums: [SHA256SUMS], signed in [SHA256SUMS.sig] and, for minisign, in [SHA256SUMS.minisig]. [verify|How to check them]. When the feed was made, and until when it counts as fresh: [freshness.json].
tool-mvt = MVT
tool-mvt-how = Give it with `--iocs`, or put it into MVT’s folder of indicators. A match is a trace to look at with a help desk, not yet a proof.
tool-spyguard = SpyGuard, TinyCheck
tool-spyguard-how = Add the address as a watcher. A match means that the device talked to something listed. What was withdrawn is under `to_delete`. They do not check TLS: check the signature.
tool-misp = MISP
tool-misp-how = Add the folder as a MISP feed. MISP takes no deletions from feeds: delete what is [withdrawn|withdrawn] by hand.
tool-stix = OpenCTI, and what reads STIX 2.1
tool-stix-how = One bundle with everything in it. What was withdrawn stands in it as a revoked report without content, so that tools take it away.
tool-taxii = OpenCTI, and other clients of TAXII 2.1
tool-taxii-how = One collection for everybody, without an account, with what the bundle above has. Of what is withdrawn, clients get a revoked version without content, and take it away.
taxii-discovery = Discovery
taxii-root = API root
taxii-collection = Collection
tool-suricata = Suricata, PiRogue
tool-suricata-how = Rules that tell which device asks for a listed name; they cut nothing off.
tool-clamav = ClamAV
tool-clamav-how = Put both into the folder of databases. A match is a file that is listed, byte by byte.
tool-yara = YARA
tool-yara-how = Rules as they came. A match is a reason to look closer.
tool-spreadsheet = Spreadsheet
tool-spreadsheet-how = Domains, links and addresses as a table.
tool-newsreader = Newsreader
tool-newsreader-how = Titles of what is new; values are not in it.
tool-newsletter = Newsletter
tool-newsletter-how = The last month in words, to paste into a mail or a page.
tool-pi-hole = Pi-hole, hosts file
tool-pi-hole-how = Add the address as a list.
tool-adguard = AdGuard Home, Pi-hole 6, uBlock Origin
tool-adguard-how = Add the address as a filter list: it takes in all below each name.
tool-rpz = DNS server (RPZ)
tool-rpz-how = For BIND, Unbound, Knot Resolver and PowerDNS, as a response policy zone.
tool-domains = Resolver, script
tool-domains-how = One domain a line.
file-stix-json = STIX 2.1 bundle
file-mvt-stix2 = STIX 2.1 as MVT reads it
file-misp-manifest-json = MISP feed: give MISP the folder
file-spyguard-json = what to know and what to delete
file-hosts-txt = hosts file: servers and delivery sites
file-hosts-full-txt = hosts file: every role
file-domains-txt = one domain a line: servers and delivery sites
file-domains-full-txt = one domain a line: every role
file-adguard-txt = filter list with all below each name: servers and delivery sites
file-adguard-full-txt = filter list with all below each name: every role
file-rpz-zone = response policy zone: servers and delivery sites
file-rpz-full-zone = response policy zone: every role
file-suricata-rules = rules that tell which device asks for a listed name
file-network-csv = table of domains, URLs and addresses
file-clamav-hdb = MD5 hashes of files
file-clamav-hsb = SHA-1 and SHA-256 hashes of files
file-rules-yar = YARA rules as they came
file-atom-xml = Atom
file-feed-json = JSON Feed
file-digest-md = newsletter of the last month, Markdown
file-digest-html = newsletter of the last month, HTML
left-title = Left out
left-caption = Published values that a file does not have
left-file = File
left-values = Values
left-why = Why
left-no-place = the format has no place for it: [kind]
left-only-for-mvt = standard STIX has no place for it, the file for MVT has: [kind]
left-equals-sign = MVT cannot read a value with an equals sign
left-escapes = MVT cannot read a value with quotes or backslashes
left-network = a network; the format has addresses only
left-repeated = in the file already
left-too-many = beyond what programs load in acceptable time
left-may-alert-perpetrator = blocking it could warn an abuser
left-pap-forbids = its PAP level forbids blocking
left-pap-unstated = no PAP level says that blocking is permitted
left-unconfirmed = neither marked for use nor confirmed by two desks
left-role = its role is: [role]
left-guarded = a common site, a shared platform or a public suffix
left-spelling = programs that read the format do not take its spelling
left-for-tools = stated in the files for tools
left-staff-only = its label keeps it with the staff of the desk

## Feed of the network

network-title = Feed of the network
network-as-of = [label] [network], as of [day].
network-lead = What the desks below publish, put together by this one. Each answers for its own: every entry names the desk that published it. What a desk withdraws leaves every file, and so does all that it published when it leaves the network or this feed: replace your copy, do not add to it.
network-desks = Desks
network-files = Files
network-check = Checksums: [network/SHA256SUMS|SHA256SUMS], signed by this desk in [network/SHA256SUMS.sig|SHA256SUMS.sig] and, for minisign, in [network/SHA256SUMS.minisig|SHA256SUMS.minisig]. The statements as each desk signed them: [network/statements.jsonl|statements.jsonl], with the keys in [network/desks.json|desks.json]. When the feed was made, and until when it counts as fresh: [network/freshness.json|freshness.json]. [verify|How to check signatures].

## Verify

verify-title = Verify
verify-lead = Whoever controls this site or the way to it could change a file and the keys on this page alike. Compare the keys once with the network’s roster, or with what the desk tells you over another channel; from then on the checks below tell you that a file is complete and ours.
verify-keys = Keys
verify-network = Network
verify-roster = Roster
verify-roster-version = version { $n }, digest [digest]
verify-desk = Desk
verify-feed-key = Feed files
verify-checkpoint-key = Checkpoints
verify-statement-key = Statements
verify-words = Under each key it stands in words and in digits, to be compared by eye or read aloud: the desk’s own people see the same.
verify-programs = The same for programs: [fanal.json].
verify-file = A file of the feed
verify-fetch = Fetch the list of checksums, its signatures and the file:
verify-signature = Check the signature of the list with one of these:
verify-fresh = It also looks whether the feed is fresh, as its file freshness.json says, and remembers in seen.json what it saw: it reports a mirror that stops or goes back. With the others, read `valid_until` and `serial` there yourself, once the list is checked; minisign shows them as trusted comment.
verify-list = The list
verify-list-more = Then check the file against the list:
verify-log = The log
verify-log-more = Every publication and every withdrawal is an entry of an append-only log: a Merkle tree (RFC 6962) over digests, served as [checkpoint|checkpoint] and tiles in the form of C2SP (tlog-checkpoint, tlog-tiles). Whoever keeps a checkpoint can tell later that nothing was changed or removed unseen. The log holds digests only: what was withdrawn cannot be read from it.
verify-log-key = The key of the checkpoints, as programs for such logs read it:
verify-log-since = A checkpoint that you kept holds for ever. Where you have the log as files (a mirror has), this says whether the newer one grew out of it:
verify-log-closed = Where the desk had to come back from a backup, its log goes on in a new one. The logs before stay where they can be read, so that a checkpoint of theirs can still be held against them; each has its key:

## About

about-title = About
about-who = Who runs this
about-who-more = [desk] runs this site: a help desk for digital security. It answers for what it publishes here.
about-what = What you find here
about-what-more = Links, servers, apps and files that are used against people whom such desks help, with a few words about each. Nothing comes here before the person concerned agreed to it, if there is one; before a second person has read it; and before it was checked for what might reveal somebody. The same is in the [feed|files for tools].
about-not = What this is not
about-not-complete = A complete list: nobody knows of every attack, and much is told to other desks alone.
about-not-proof = A proof: a match is a reason to look closer, with somebody who knows how.
about-not-emergency = An emergency service: this site receives nothing. [contact-page|How the desk is reached].
about-withdrawn = What is taken back
about-withdrawn-more = A person may change their mind, and we may be wrong. What is [withdrawn|withdrawn] leaves every page and every file; copies that others made we cannot recall.
about-code = Code of practice
about-code-more = The network of this desk has a code of practice. Its members have its text; it is known by this SHA-256: [digest]
about-code-roster = { $n ->
   *[other] Version { $n } of the network’s rules names it.
}
about-code-accepted = [desk] accepted it on [day].
about-code-report = Did a desk do what it should not? Tell [desk], in the ways on the page [contact-page|Contact]: it passes that on to those who coordinate the network, and they may suspend a desk or put it out.
about-made = How it is made
about-made-more = By Fanal, free software under the GNU Affero General Public License, which desks run themselves. Every file is signed: [verify|how to check it]. When it was last made is [status|here].

## Contact

contact-title = Contact
contact-lead = How you reach [desk].
contact-none = This desk names no way to reach it in public.
contact-in-public = For everybody
contact-channels = Channels
contact-channel = Way
contact-address = Address
contact-traits = To know
contact-languages = Languages
contact-hours = Hours
contact-safe = If somebody may watch your device, write or call from another one.
contact-corrections = Is something of yours listed wrongly?
contact-corrections-more = Say which bulletin and which value, through the contact above. What was wrong is [withdrawn|withdrawn] in public, and leaves every file.
contact-security = Did you find a security hole in this site?
contact-security-more = Whom to tell is in [security.txt].
contact-keys = Keys
contact-keys-more = By these keys you recognise what this desk signs. Compare them with what it tells you over another channel; [verify|how to check a file].
trait-end-to-end = encrypted from end to end
trait-no-account-needed = needs no account
trait-monitored = may be watched
trait-emergency = for emergencies

## Status

status-title = Status
status-lead = When this site was last made, and what it holds.
status-made = Made
status-fresh = Fresh until
status-published = Bulletins
status-withdrawn = Withdrawn
status-log = Entries of the log
status-old = If this day is past, what you see is old: the site is no longer made, or a mirror has stopped. Programs read the same in [freshness.json].
