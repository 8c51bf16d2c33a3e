# Site public, français.
# Whoever speaks it from birth and has read it all signs the next line: name, YYYY-MM-DD. Until then pages say that
# nobody has.
# reviewed-by:
#
# Entre crochets : le nom d’une page, d’un fichier ou d’un mot que le programme met à cet endroit ; après la barre, les
# mots affichés. Traduire ces mots, garder le nom. Ce qui est entre `accents graves` se tape tel quel.

## Every page

skip = Aller au contenu
nav = Site
languages = Langues
nav-bulletins = Bulletins
nav-feed = Flux
nav-withdrawn = Retraits
nav-verify = Vérifier
nav-about = À propos
nav-contact = Contact
nav-status = État
leave = Quitter cette page
published-by = Publié par [desk].
corrections = Contact, aussi pour les corrections : [contact].
plain = Ces pages n’utilisent ni cookies ni scripts, et ne chargent rien d’ailleurs.
unreviewed = Les textes de ces pages n’ont pas encore été relus par une personne de langue maternelle.
public = public
day-monday = lundi
day-tuesday = mardi
day-wednesday = mercredi
day-thursday = jeudi
day-friday = vendredi
day-saturday = samedi
day-sunday = dimanche
values = { $n ->
    [one] { $n } valeur
   *[other] { $n } valeurs
}
bytes = { $n ->
    [one] { $n } octet
   *[other] { $n } octets
}
nothing-yet = Rien n’est encore publié.

## Home

home-title = Accueil
home-lead = Des alertes sur les logiciels espions, l’hameçonnage et d’autres attaques numériques contre la société civile, publiées par [desk]. Tout ce qui est ici est [label] : tout le monde peut le lire, l’utiliser et le transmettre.
home-newest = Derniers bulletins
home-all = [bulletins|Tous les bulletins]
weeks-title = Les douze dernières semaines
weeks-table = La même chose en tableau
weeks-from = Semaine du
weeks-picture = Les bulletins de chaque semaine en barres, avec leur nombre au-dessus et le premier jour de la semaine en dessous. Le tableau donne les mêmes nombres.
home-tools = Pour vos outils
home-tools-more = Le [feed|flux] contient la même chose, en fichiers que MVT, OpenCTI, MISP, Pi-hole, AdGuard Home et les tableurs chargent tels quels. Les adresses ne changent pas. La page [verify|Vérifier] explique comment s’assurer qu’un fichier est complet et vient de nous, et la liste des [withdrawn|retraits] dit ce qu’il faut supprimer.
home-before = Avant de vous y fier
home-before-more = Une valeur absente de ces listes n’est pas sans danger pour autant : personne ne connaît toutes les attaques. Si vous pensez que quelqu’un surveille votre appareil, demandez conseil à un centre d’assistance depuis un autre appareil, et avant de changer ou de supprimer quoi que ce soit.

## Bulletins

bulletins-title = Bulletins
bulletins-lead = [label], du plus récent au plus ancien.
bulletin-label = Étiquette
bulletin-published = Publié
bulletin-category = Catégorie
bulletin-source = Source
bulletin-licence = Licence
bulletin-permitted = Permis
permitted-clear = tout usage que la loi autorise
permitted-green = blocage et vérifications actives
permitted-amber = recherches invisibles pour l’attaquant ; pas de blocage
permitted-red = recherche dans ses propres journaux seulement ; pas de blocage
bulletin-alert = Pour la détection seulement.
bulletin-alert-more = Bloquer ces valeurs pourrait avertir la personne qui exerce les violences. Elles ne sont pas dans les listes de blocage.
values-title = Valeurs
values-none = Ce bulletin ne contient aucune valeur.
values-lead = Écrites de façon à ne pas être des liens. Pour vos outils, prenez ce bulletin seul en [alone|STIX 2.1], ou les fichiers du [feed|flux], qui ont tous les bulletins : [files].
values-first = Les { $n } premières valeurs sur { $all }
col-value = Valeur
col-type = Type
col-role = Rôle
col-belongs = Appartient à
kind-domain-name = domaine
kind-url = lien
kind-ipv4-addr = adresse IPv4
kind-ipv6-addr = adresse IPv6
kind-email-addr = adresse de courriel
kind-md5 = empreinte MD5
kind-sha1 = empreinte SHA-1
kind-sha256 = empreinte SHA-256
kind-sha512 = empreinte SHA-512
kind-app-id = application
kind-cert-md5 = certificat (MD5)
kind-cert-sha1 = certificat (SHA-1)
kind-cert-sha256 = certificat (SHA-256)
kind-process-name = processus
kind-file-name = nom de fichier
kind-file-path = chemin de fichier
kind-configuration-profile-id = profil de configuration
kind-android-property = propriété Android
role-c2 = serveur de commande
role-delivery = sert à livrer l’attaque
role-website = site du produit
role-sender = adresse d’envoi
role-payload = le fichier ou l’application même
role-unknown = non précisé
reference-title = Référence
reference-id = Identifiant
reference-digest = Empreinte
reference-log = Dans le journal
reference-place = entrée { $n }, en comptant à partir de 0 : [log|comment vérifier]

## Withdrawn, and what is not there

withdrawn-title = Retraits
withdrawn-lead = Ces bulletins ne sont plus publiés. Si vous en avez gardé une copie, merci de la supprimer, ainsi que tout ce que vous en avez tiré. Les raisons ne sont pas rendues publiques.
withdrawn-none = Rien n’a été retiré.
withdrawn-caption = Bulletins retirés, du plus récent au plus ancien
withdrawn-day = Retiré le
gone-lead = Le bulletin [id] a été retiré le [day]. Si vous en avez gardé une copie, merci de la supprimer, ainsi que tout ce que vous en avez tiré. Voir [withdrawn|tous les retraits].
read-only-title = Lecture seule
read-only = Ce site peut être lu (GET, HEAD), et rien d’autre.
absent-title = Page introuvable
absent = Il n’y a rien à cette adresse. Voici [bulletins|tous les bulletins] et [feed|tous les fichiers].

## Feed

feed-title = Flux
feed-as-of = [label], état du [day].
feed-lead = Trouvez votre outil et donnez-lui l’adresse ; elle ne change pas. N’interrogez pas plus d’une fois par heure : un fichier inchangé n’est pas renvoyé aux outils qui retiennent l’ETag. Quand un bulletin est [withdrawn|retiré], ses valeurs quittent tous les fichiers : remplacez votre copie au lieu de la compléter.
feed-no-match = Aucune correspondance ne veut pas dire qu’un appareil est sain.
feed-no-match-more = Personne ne connaît toutes les attaques.
feed-network = Ce que publient les centres de notre réseau qui l’ont accepté : [network-feed|le flux du réseau].
feed-blocking = Avant de bloquer
feed-blocking-more = La personne qui surveille un appareil peut voir que quelque chose est bloqué, et réagir. Si la personne surveillée vit avec celle qui la surveille, cela peut être dangereux : parlez-en avec elle, ou avec un centre d’assistance, avant de bloquer quoi que ce soit sur son appareil ou à son domicile. Les valeurs qui pourraient avertir quelqu’un ne figurent pas dans ces listes.
feed-blocking-full = Les listes sans « full » contiennent les serveurs de commande et les sites qui livrent l’attaque ; les listes complètes contiennent tous les rôles, y compris les sites qui vendent de tels programmes.
feed-mirrors = Pour les miroirs et d’autres programmes
feed-mirrors-more = Un paquet par bulletin, et les listes que suit un miroir : [index.txt] et [changes.csv].
feed-check = Vérifiez ce que vous chargez
feed-check-more = Sommes de contrôle : [SHA256SUMS], signées dans [SHA256SUMS.sig] et, pour minisign, dans [SHA256SUMS.minisig]. [verify|Comment les vérifier]. Quand le flux a été produit, et jusqu’à quand il compte comme récent : [freshness.json].
tool-mvt = MVT
tool-mvt-how = Indiquez-le avec `--iocs`, ou placez-le dans le dossier d’indicateurs de MVT. Une correspondance est une trace à examiner avec un centre d’assistance, pas encore une preuve.
tool-spyguard = SpyGuard, TinyCheck
tool-spyguard-how = Ajoutez l’adresse comme « watcher ». Une correspondance veut dire que l’appareil a communiqué avec un élément de la liste. Les retraits figurent sous `to_delete`. Ces outils ne vérifient pas TLS : vérifiez la signature.
tool-misp = MISP
tool-misp-how = Ajoutez le dossier comme flux MISP. MISP ne reprend pas les suppressions d’un flux : supprimez à la main ce qui est [withdrawn|retiré].
tool-stix = OpenCTI, et tout ce qui lit STIX 2.1
tool-stix-how = Un seul paquet avec tout son contenu. Ce qui a été retiré y figure comme rapport révoqué et vide, pour que les outils l’enlèvent.
tool-taxii = OpenCTI, et d’autres clients de TAXII 2.1
tool-taxii-how = Une collection pour tout le monde, sans compte, avec le contenu du paquet ci-dessus. Pour ce qui est retiré, les clients reçoivent une version révoquée et vide, et l’enlèvent.
taxii-discovery = Découverte
taxii-root = Racine de l’API
taxii-collection = Collection
tool-suricata = Suricata, PiRogue
tool-suricata-how = Des règles qui signalent quel appareil demande un nom de la liste ; elles ne coupent rien.
tool-clamav = ClamAV
tool-clamav-how = Placez les deux dans le dossier des bases de données. Une correspondance est un fichier de la liste, octet pour octet.
tool-yara = YARA
tool-yara-how = Les règles telles que reçues. Une correspondance est une raison d’y regarder de plus près.
tool-spreadsheet = Tableur
tool-spreadsheet-how = Domaines, liens et adresses en tableau.
tool-newsreader = Lecteur de flux
tool-newsreader-how = Les titres des nouveautés, sans les valeurs.
tool-newsletter = Lettre d’information
tool-newsletter-how = Le dernier mois en quelques mots, à coller dans un courriel ou une page.
tool-pi-hole = Pi-hole, fichier hosts
tool-pi-hole-how = Ajoutez l’adresse comme liste.
tool-adguard = AdGuard Home, Pi-hole 6, uBlock Origin
tool-adguard-how = Ajoutez l’adresse comme liste de filtres : elle comprend tout ce qui est en dessous de chaque nom.
tool-rpz = Serveur DNS (RPZ)
tool-rpz-how = Pour BIND, Unbound, Knot Resolver et PowerDNS, comme zone de politique de réponse.
tool-domains = Résolveur, script
tool-domains-how = Un domaine par ligne.
file-stix-json = paquet STIX 2.1
file-mvt-stix2 = STIX 2.1 tel que MVT le lit
file-misp-manifest-json = flux MISP : donnez le dossier à MISP
file-spyguard-json = ce qu’il faut connaître et ce qu’il faut supprimer
file-hosts-txt = fichier hosts : serveurs et sites qui livrent l’attaque
file-hosts-full-txt = fichier hosts : tous les rôles
file-domains-txt = un domaine par ligne : serveurs et sites qui livrent l’attaque
file-domains-full-txt = un domaine par ligne : tous les rôles
file-adguard-txt = liste de filtres avec tout ce qui est sous chaque nom : serveurs et sites qui livrent l’attaque
file-adguard-full-txt = liste de filtres avec tout ce qui est sous chaque nom : tous les rôles
file-rpz-zone = zone de politique de réponse : serveurs et sites qui livrent l’attaque
file-rpz-full-zone = zone de politique de réponse : tous les rôles
file-suricata-rules = règles qui signalent quel appareil demande un nom de la liste
file-network-csv = tableau des domaines, liens et adresses
file-clamav-hdb = empreintes MD5 de fichiers
file-clamav-hsb = empreintes SHA-1 et SHA-256 de fichiers
file-rules-yar = règles YARA telles que reçues
file-atom-xml = Atom
file-feed-json = JSON Feed
file-digest-md = lettre du dernier mois, Markdown
file-digest-html = lettre du dernier mois, HTML
left-title = Ce qui est laissé de côté
left-caption = Valeurs publiées qui manquent dans un fichier
left-file = Fichier
left-values = Valeurs
left-why = Raison
left-no-place = le format n’a pas de place pour cela : [kind]
left-only-for-mvt = le STIX standard n’a pas de place pour cela, le fichier pour MVT en a une : [kind]
left-equals-sign = MVT ne peut pas lire une valeur avec un signe égal
left-escapes = MVT ne peut pas lire une valeur avec des guillemets ou des barres obliques inverses
left-network = un réseau ; le format n’a que des adresses
left-repeated = déjà dans le fichier
left-too-many = au-delà de ce que les programmes chargent en un temps acceptable
left-may-alert-perpetrator = la bloquer pourrait avertir la personne qui exerce les violences
left-pap-forbids = son niveau PAP interdit le blocage
left-pap-unstated = aucun niveau PAP ne dit que le blocage est permis
left-unconfirmed = ni marquée à utiliser, ni confirmée par deux centres
left-role = son rôle est : [role]
left-guarded = un site courant, une plateforme partagée ou un suffixe public
left-spelling = les programmes qui lisent ce format n’acceptent pas cette écriture
left-for-tools = figure dans les fichiers pour outils
left-staff-only = son étiquette la réserve à l’équipe du centre

## Feed of the network

network-title = Flux du réseau
network-as-of = [label] [network], état du [day].
network-lead = Ce que publient les centres ci-dessous, réuni par celui-ci. Chacun répond de ses bulletins : chaque entrée nomme le centre qui l’a publiée. Ce qu’un centre retire quitte tous les fichiers, de même que tout ce qu’il a publié quand il quitte le réseau ou ce flux : remplacez votre copie au lieu de la compléter.
network-desks = Centres
network-files = Fichiers
network-check = Sommes de contrôle : [network/SHA256SUMS|SHA256SUMS], signées par ce centre dans [network/SHA256SUMS.sig|SHA256SUMS.sig] et, pour minisign, dans [network/SHA256SUMS.minisig|SHA256SUMS.minisig]. Les déclarations telles que chaque centre les a signées : [network/statements.jsonl|statements.jsonl], avec les clés dans [network/desks.json|desks.json]. Quand le flux a été produit, et jusqu’à quand il compte comme récent : [network/freshness.json|freshness.json]. [verify|Comment vérifier les signatures].

## Verify

verify-title = Vérifier
verify-lead = Qui contrôle ce site, ou le chemin qui y mène, pourrait changer un fichier et en même temps les clés de cette page. Comparez les clés une fois avec le registre du réseau, ou avec ce que le centre vous dit par une autre voie ; à partir de là, les vérifications ci-dessous vous disent qu’un fichier est complet et vient de nous.
verify-keys = Clés
verify-network = Réseau
verify-roster = Registre
verify-roster-version = version { $n }, empreinte [digest]
verify-desk = Centre
verify-feed-key = Fichiers du flux
verify-checkpoint-key = Points de contrôle
verify-statement-key = Déclarations
verify-words = Sous chaque clé, la même en mots et en chiffres, à comparer à l’œil ou à lire à voix haute : l’équipe du centre voit la même chose.
verify-programs = La même chose pour les programmes : [fanal.json].
verify-file = Un fichier du flux
verify-fetch = Récupérez la liste des sommes de contrôle, ses signatures et le fichier :
verify-signature = Vérifiez la signature de la liste avec l’un de ces outils :
verify-fresh = Il regarde aussi si le flux est récent, d’après son fichier freshness.json, et retient dans seen.json ce qu’il a vu : il signale un miroir qui s’arrête ou revient en arrière. Avec les autres, lisez-y vous-même `valid_until` et `serial` une fois la liste vérifiée ; minisign les montre comme commentaire de confiance.
verify-list = La liste
verify-list-more = Puis vérifiez le fichier avec la liste :
verify-log = Le journal
verify-log-more = Chaque publication et chaque retrait est une entrée d’un journal auquel on ne peut qu’ajouter : un arbre de Merkle (RFC 6962) d’empreintes, servi sous forme de [checkpoint|point de contrôle] et de tuiles au format de C2SP (tlog-checkpoint, tlog-tiles). Qui garde un point de contrôle peut vérifier plus tard que rien n’a été changé ni enlevé en cachette. Le journal ne contient que des empreintes : ce qui a été retiré ne peut pas y être lu.
verify-log-key = La clé des points de contrôle, telle que la lisent les programmes pour ces journaux :
verify-log-since = Un point de contrôle que vous avez gardé vaut pour toujours. Là où vous avez le journal en fichiers (comme un miroir), ceci dit si le plus récent prolonge bien celui que vous avez gardé :
verify-log-closed = Quand le centre a dû repartir d’une sauvegarde, son journal continue dans un nouveau. Les journaux précédents restent lisibles, pour qu’on puisse toujours y confronter un point de contrôle qui en vient ; chacun a sa clé :

## About

about-title = À propos
about-who = Qui gère ce site
about-who-more = [desk] gère ce site : un centre d’assistance en sécurité numérique. Il répond de ce qu’il publie ici.
about-what = Ce que vous trouvez ici
about-what-more = Des liens, des serveurs, des applications et des fichiers utilisés contre les personnes que de tels centres aident, avec quelques mots sur chacun. Rien n’arrive ici avant que la personne concernée, s’il y en a une, l’ait accepté, qu’une deuxième personne l’ait relu, et que l’on ait cherché ce qui pourrait trahir l’identité de quelqu’un. La même chose se trouve dans les [feed|fichiers pour outils].
about-not = Ce que ce site n’est pas
about-not-complete = Une liste complète : personne ne connaît toutes les attaques, et beaucoup n’en est dit qu’à d’autres centres.
about-not-proof = Une preuve : une correspondance est une raison d’y regarder de plus près, avec quelqu’un qui sait le faire.
about-not-emergency = Un service d’urgence : ce site ne reçoit rien. [contact-page|Comment joindre le centre].
about-withdrawn = Ce qui est retiré
about-withdrawn-more = Une personne peut changer d’avis, et nous pouvons nous tromper. Ce qui est [withdrawn|retiré] quitte toutes les pages et tous les fichiers ; les copies faites par d’autres ne peuvent pas être rappelées.
about-code = Code de conduite
about-code-more = Le réseau de ce centre a un code de conduite. Ses membres en ont le texte ; on le reconnaît à ce SHA-256 : [digest]
about-code-roster = { $n ->
   *[other] La version { $n } des règles du réseau le nomme.
}
about-code-accepted = [desk] l’a accepté le [day].
about-code-report = Un centre a fait ce qu’il ne devait pas ? Dites-le à [desk], par les moyens de la page [contact-page|Contact] : il le transmet aux responsables du réseau, qui peuvent suspendre ou exclure un centre.
about-made = Comment c’est fait
about-made-more = Avec Fanal, un logiciel libre sous licence publique générale GNU Affero, que les centres hébergent eux-mêmes. Chaque fichier est signé : [verify|comment le vérifier]. La date de la dernière mise à jour est [status|ici].

## Contact

contact-title = Contact
contact-lead = Comment joindre [desk].
contact-none = Ce centre n’indique publiquement aucun moyen de le joindre.
contact-in-public = Pour tout le monde
contact-channels = Moyens de contact
contact-channel = Moyen
contact-address = Adresse
contact-traits = À savoir
contact-languages = Langues
contact-hours = Horaires
contact-safe = Si quelqu’un surveille peut-être votre appareil, écrivez ou appelez depuis un autre.
contact-corrections = Quelque chose qui vous appartient figure-t-il ici à tort ?
contact-corrections-more = Indiquez quel bulletin et quelle valeur, par le moyen ci-dessus. Ce qui était faux est [withdrawn|retiré] publiquement, et quitte tous les fichiers.
contact-security = Vous avez trouvé une faille dans ce site ?
contact-security-more = À qui le dire : [security.txt].
contact-keys = Clés
contact-keys-more = À ces clés, vous reconnaissez ce que ce centre signe. Comparez-les avec ce qu’il vous dit par une autre voie ; [verify|comment vérifier un fichier].
trait-end-to-end = chiffré de bout en bout
trait-no-account-needed = sans compte
trait-monitored = peut être surveillé
trait-emergency = pour les urgences

## Status

status-title = État
status-lead = Quand ce site a été mis à jour pour la dernière fois, et ce qu’il contient.
status-made = Mis à jour
status-fresh = Récent jusqu’au
status-published = Bulletins
status-withdrawn = Retirés
status-log = Entrées du journal
status-old = Si ce jour est passé, ce que vous voyez est ancien : le site n’est plus mis à jour, ou un miroir s’est arrêté. Les programmes lisent la même chose dans [freshness.json].
