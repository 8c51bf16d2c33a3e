# Console de Fanal, français.
# Whoever speaks it from birth and has read it all signs the next line: name, YYYY-MM-DD. Until then pages say that
# nobody has.
# reviewed-by:

## Every page

changed-look-again = Le contenu a changé depuis votre lecture. Voici son état actuel : relisez avant d’envoyer.
skip = Aller au contenu
menu = Menu principal
nav = Pages
nav-home = Accueil
nav-check = Vérifier
nav-inbox = Réception
nav-new = Partager
title-mend = À corriger
faults-title = { $n ->
    [one] Un point est à corriger
   *[other] { $n } points sont à corriger
}
comma = ,
details = Détails, en anglais
signed-in-as = Session ouverte :
sign-out = Se déconnecter
language = Langue
help-contact = Un problème, une question ? Adressez-vous à la personne qui administre votre centre.
help-report = Un centre n’a pas suivi une règle ? Dites-le aux responsables du réseau.
unreviewed = Ces textes n’ont pas encore été relus par une personne de langue maternelle.
idle = Votre session se termine dans cinq minutes. Ouvrez une page pour la prolonger ; ce que vous écrivez est conservé.
back-home = Retour à l’accueil
problem-title = Cela n’a pas pu être fait
problem-absent = Il n’y a rien ici
alarm-forked = Deux registres différents de ce réseau ont été vus. Tant que la coordination n’a pas tranché, seuls les retraits circulent.
alarm-expired = Le registre de ce réseau a expiré. Tant que la coordination ne l’a pas renouvelé, presque rien ne peut être envoyé.
alarm-stale = La coordination ne s’est pas manifestée depuis un moment. TLP:AMBER et TLP:RED devront peut-être attendre.
alarm-unheard = La coordination ne s’est pas manifestée depuis trois jours. Si cela dure, TLP:AMBER et TLP:RED devront attendre.

day-monday = lundi
day-tuesday = mardi
day-wednesday = mercredi
day-thursday = jeudi
day-friday = vendredi
day-saturday = samedi
day-sunday = dimanche
ago-now = à l’instant
ago-minutes = { $n ->
    [one] il y a une minute
   *[other] il y a { $n } minutes
}
ago-hours = { $n ->
    [one] il y a une heure
   *[other] il y a { $n } heures
}
ago-days = { $n ->
    [one] il y a un jour
   *[other] il y a { $n } jours
}
desks = { $n ->
    [one] { $n } centre d’assistance
   *[other] { $n } centres d’assistance
}
values = { $n ->
    [one] { $n } valeur
   *[other] { $n } valeurs
}
known-here = { $n ->
    [one] dont une déjà connue ici
   *[other] dont { $n } déjà connues ici
}

## What was done

done-ended = Votre session est terminée. Connectez-vous pour continuer.
done-out = La session est fermée.
done-cookie = Votre navigateur n’a pas gardé la session. Utilisez l’adresse https de cette console, son adresse onion, ou cette machine elle-même.
done-lang = La langue a été changée.
done-sent = C’est envoyé.
done-sent-sealed = Le fichier scellé est parti. Ce serveur n’a pas pu le lire.
done-waiting = Une deuxième personne doit maintenant relire.
done-kept = Le brouillon est conservé.
done-mended = C’est modifié. Voici le résultat.
done-forgotten = Le brouillon est supprimé.
done-stance = C’est noté.
done-sighted = Le centre qui l’a partagé a été prévenu.
done-asked = La question est posée.
done-approved = C’est approuvé. Ce sera public à la prochaine heure à laquelle ce centre publie, une fois l’embargo terminé.
done-endorsed = Son centre est prévenu de votre approbation. Il peut publier exactement ceci, et rien d’autre.
done-published = C’est public.
done-returned = C’est renvoyé à la personne qui l’a écrit.
done-withdrawn = C’est retiré.
done-revised = La nouvelle révision est envoyée.
done-recorded = C’est consigné.
done-everywhere = C’est fermé.

## Signing in

sign-in-title = Connexion
account = Compte
password = Mot de passe
sign-in = Se connecter
sign-in-wrong = Le compte ou le mot de passe est inexact.
sign-in-later = Il y a eu beaucoup d’essais. Attendez un peu, puis réessayez.
no-day = Écrivez le jour ainsi : année, mois, jour, 2026-11-22.
nothing-done = Votre session était terminée : RIEN n’a été fait. Connectez-vous : vous reviendrez à la page où vous étiez. Si vous le voulez toujours, appuyez de nouveau sur le bouton.
sign-in-wrong-code = Le compte, le mot de passe ou le code est inexact.
sign-in-recovery = Je dois attendre, ou j’ai perdu mon application d’authentification
sign-in-recovery-code = Code de secours
sign-in-recovery-hint = Avec un de vos codes de secours en plus du mot de passe, inutile d’attendre. Chacun ne sert qu’une fois.
sign-in-kept = Votre session était terminée. Ce que vous avez écrit est conservé : connectez-vous, vous le retrouverez en brouillon.
sign-in-cookie = Un seul cookie maintient la session. Elle se termine une demi-heure après la dernière page.

## Home

home-title = Accueil
home-share = Vous avez trouvé quelque chose ?
home-share-act = Partager
home-waiting = En attente
home-new = { $n ->
    [0] Rien de nouveau
    [one] Un nouveau bulletin
   *[other] { $n } nouveaux bulletins
}
home-reviews = { $n ->
    [0] Rien n’attend de relecture
    [one] Un élément attend une relecture
   *[other] { $n } éléments attendent une relecture
}
home-drafts = { $n ->
    [one] Vous avez un brouillon
   *[other] Vous avez { $n } brouillons
}
home-withdrawals = { $n ->
    [one] Un retrait n’a pas encore toutes ses réponses
   *[other] { $n } retraits n’ont pas encore toutes leurs réponses
}
home-refused = { $n ->
    [one] Une réponse à un retrait est un refus
   *[other] { $n } réponses à des retraits sont des refus
}
home-notices = { $n ->
    [one] Une chose à savoir ou à laquelle répondre
   *[other] { $n } choses à savoir ou auxquelles répondre
}
notices-title = À savoir ou à répondre
notices-lead = Ce que d’autres centres disent d’eux-mêmes, et ce qui vous attend.
notices-none = Rien à savoir ni à répondre pour le moment.
notice-since = Depuis
notice-until = Jusqu’à
notice-source-gone = Ce que ceci cite a été retiré. Indiquez une autre source dans une nouvelle révision, sinon il part de lui-même.
notice-publication-alone = Publié après la sauvegarde restaurée ; personne ne sait sur quel accord cela repose. Ce n’est plus sur votre site et partira de lui-même.
notice-withdrawn-since = Retiré après la sauvegarde restaurée ; personne ne sait pour qui. Regardez vos registres de consentement avant d’envoyer quoi que ce soit.
notice-yes-without-record = Revenus après une restauration, et aucun registre de consentement ne les connaît. Dites dans une nouvelle révision de qui vient l’accord, ou retirez-les.
notice-consent-doubted = Après la sauvegarde restaurée, une partie d’un consentement a été reprise. Demandez à la personne.
notice-hidden = Retiré avec beaucoup d’autres : caché, et détruit à ce moment.
notice-breach-of = { $desk } signale une fuite aux coordinateurs.
notice-breach = { $desk } signale une fuite. Il détenait ceux-ci, qui sont à vous.
notice-absence = Personne ne répond chez { $desk }.
notice-locked = { $desk } s’est verrouillé. Rien ne lui est envoyé, rien n’est pris de lui, jusqu’à ce que la prochaine liste dise ce qu’il devient.
notice-open-again = { $desk } s’est rouvert et demande à revenir. Appelez ses membres à un numéro que vous aviez déjà.
notice-slip = Le billet de { $desk } a été montré à { $by }. Rien ne lui est envoyé, rien n’est pris de lui, jusqu’à ce que la prochaine liste dise ce qu’il devient.
notice-grant = { $desk } vous laisse publier ceci.
notice-grant-over = { $desk } ne vous laisse plus publier ceci. Ce que vous en aviez publié n’y est plus.
notice-not-as-closed = { $desk } est revenu et clôt son ancien journal autrement qu’il ne l’a signé. Demandez à ses membres ; la preuve est gardée.
notice-held-beyond = { $desk } est revenu et ne connaît pas tout ce que vous détenez de son ancien journal. Si cela dure, demandez à ses membres.
home-holds = Bulletins conservés ici : { $bulletins }.
home-values = Valeurs connues : { $values }.
home-no-network = Ce centre n’est encore dans aucun réseau : vous pouvez regarder, mais pas partager.
home-no-content = Votre compte sert à administrer le centre ou à coordonner le réseau. Il ne voit aucun contenu.

## Check

check-title = Quelqu’un a-t-il déjà vu cela ?
check-label = Un lien, une adresse, une empreinte, une application, ou un texte qui en contient
check-hint = La question ne quitte pas le nœud de votre centre.
check-act = Vérifier
check-nothing = Saisissez d’abord quelque chose.
check-unknown = { $n ->
    [0] Rien ici ne ressemble à une valeur
    [one] Inconnu ici
   *[other] Aucune de ces { $n } valeurs n’est connue ici
}
check-unknown-more = Que personne ne l’ait signalé ne veut pas dire que c’est sans danger.
check-known = Valeurs déjà connues ici : { $n } sur { $all }
check-listed = { $n ->
    [one] Une valeur figure dans une liste tierce
   *[other] { $n } valeurs figurent dans des listes tierces
}
check-listed-more = Des listes d’autres éditeurs, que ce centre garde pour pouvoir les consulter. Ce qu’elles savent n’est pas ce que sait ce réseau, et rien n’en est transmis.
check-list-of = { $list }, depuis le { $day }
warned-title = { $n ->
    [one] Une liste d’alerte en connaît une
   *[other] Des listes d’alerte en connaissent { $n }
}
warned-more = C’est une alerte, non un verdict : un tel nom ou une telle adresse sert souvent à beaucoup de personnes qui n’y sont pour rien. Regardez à deux fois avant que d’autres le bloquent.
warned-common-sites = Sites courants
guard-common-site = un site dont beaucoup de gens ont besoin
guard-shared-platform = une plateforme que beaucoup partagent
guard-public-suffix = une terminaison commune à tout le monde
check-unread = Non reconnu :
check-ask = Interroger le réseau
check-share = Partager

## Labels

label = Étiquette
label-red = personnes nommées seulement
label-strict = centres désignés, équipe seulement
label-amber = centres désignés
label-green = ce réseau
label-clear = public
label-red-more = Pour les personnes que vous nommez, et personne d’autre. Mieux vaut le dire en personne ou par téléphone.
label-strict-more = Pour les centres que vous choisissez : leur équipe, pas leurs bénéficiaires.
label-amber-more = Pour les centres que vous choisissez. Ils peuvent en parler à une personne bénéficiaire qui en a besoin.
label-green-more = Pour tous les centres de ce réseau. Jamais en public.
label-clear-more = Pour tout le monde, une fois qu’une deuxième personne l’a approuvé.
label-white = TLP:CLEAR s’appelle WHITE dans TLP 1.0.
label-not-now = Impossible pour l’instant :

## The inbox

inbox-title = Réception
inbox-empty = Rien ne correspond.
pages = Pages de cette liste
page-next = Plus anciens
page-previous = Plus récents
filters = Filtrer et chercher
filter-act = Filtrer
search-label = Mots d’un titre
search-act = Chercher
folder = Montrer
folder-received = Des autres centres
folder-own = De ce centre
folder-public = Ce qui est public
folder-all = Tout
state = État
category = Catégorie
desk = Centre
any = Tous
stance-new = nouveau
stance-use = utilisé
stance-watch = suivi
stance-dismissed = pas pour nous
act-use = Utiliser
act-watch = Suivre
act-dismiss = Pas pour nous
act-question = Question
bulk = Pour tout ce qui est coché

## Kinds, roles, categories

value = Valeur
kind = Type
role = Rôle
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
role-unknown = inconnu
role-as-below = comme ci-dessous
role-of-rest = Rôle de toutes les autres
category-none = Non précisée
category-phishing = hameçonnage
category-account-takeover = piratage de compte
category-spyware = logiciel espion
category-stalkerware = stalkerware (logiciel de traque)
category-malware = autre logiciel malveillant
category-vulnerability = vulnérabilité
category-harassment = campagne de harcèlement
category-impersonation = faux compte
category-doxxing = divulgation malveillante (doxxing)
category-site-attack = attaque d’un site web
category-censorship = censure ou coupure d’internet
category-interception = interception
category-device-loss = appareil saisi ou perdu
category-data-leak = fuite de données

## The composer

compose-title = Partager ce que vous avez trouvé
compose-ask-title = Interroger le réseau
compose-lead = Cinq courtes parties. Rien n’est envoyé avant la page suivante.
compose-templates = Commencer par :
begun-phishing = Hameçonnage qui se fait passer pour …
begun-phishing-lines = Cela ressemble à : | Arrivé par (message, courriel, appel) : | Depuis : | Ce qui est demandé : | Qui devrait faire attention :
begun-stalkerware = Logiciel de traque sur un téléphone : …
begun-stalkerware-lines = Son nom, et comment il se cache : | Quel téléphone, quel système : | Comment il a pu y arriver : | Ce qu’il envoie, et où : | Ce qui a aidé :
begun-spyware = Un lien qui apporte un logiciel espion : …
begun-spyware-lines = Comment le lien est arrivé : | Ce qu’il prétend être : | Quels appareils il vise : | Depuis : | Ce qu’il faut chercher :
begun-impersonation = Un compte qui se fait passer pour …
begun-impersonation-lines = Pour qui il se fait passer : | Sur quel service : | Depuis : | Ce qu’il demande aux gens : | Signalé au service (oui ou non) :
begun-site-attack = Une attaque contre un site : …
begun-site-attack-lines = Ce qui arrive au site : | Depuis : | D’où cela vient : | Ce qui a aidé : | À quoi les autres devraient se préparer :
template-phishing = lien d’hameçonnage
template-stalkerware = stalkerware trouvé
template-spyware = lien de logiciel espion
template-impersonation = faux compte
template-site-attack = attaque d’un site
compose-what = Qu’avez-vous vu ?
compose-content = Collez ce que vous avez : liens, empreintes, noms d’applications, un rapport
compose-content-hint = Les écritures comme hxxp et [.] sont comprises. Rien n’est ouvert ni consulté ailleurs.
compose-read = Lire
recognised = { $n ->
    [0] Rien de reconnu
    [one] Une valeur reconnue
   *[other] { $n } valeurs reconnues
}
recognised-known = { $n ->
    [one] une est déjà connue
   *[other] { $n } sont déjà connues
}
recognised-caption = Valeurs reconnues
recognised-more = { $n ->
    [one] Une autre valeur est lue sans figurer ici.
   *[other] { $n } autres valeurs sont lues sans figurer ici.
}
known-in = connu : { $where }
leave-out = Écarter
common-drop = laissée de côté
common-keep = garder
common-dropped = { $n ->
    [one] Une valeur est un site dont beaucoup de gens ont besoin : elle a été laissée de côté. Si le site est bien à l’attaquant, choisissez « garder ».
   *[other] { $n } valeurs sont des sites dont beaucoup de gens ont besoin : elles ont été laissées de côté. Si l’un d’eux est bien à l’attaquant, choisissez « garder ».
}
seen-once = Vu chez une seule personne
not-taken = { $n ->
    [one] Une ligne n’a pas été retenue
   *[other] { $n } lignes n’ont pas été retenues
}
reading-title = Ce qui a été deviné ou laissé de côté
reading-merged = Doublons réunis : { $n }
reading-other-names = Répétitions sous un autre nom : { $n }. Le premier nom est gardé.
reading-unlisted = Lignes ni retenues ni affichées ici : { $n }
reading-file-name = Le nom du fichier dit que ses lignes sont de ce type : { $kind }
reading-like-app-ids = Domaines qui ressemblent à des noms d’application : { $n }. Si c’en sont, dites-le plus bas.
reading-column-of-kind = Colonne « { $what } » : { $kind }
reading-column-mixed = Colonne « { $what } » : des valeurs, reconnues à leur forme
reading-column-kinds = Colonne « { $what } » : dit le type de chaque valeur
reading-column-names = Colonne « { $what } » : des noms
reading-column-roles = Colonne « { $what } » : ce que fait chacune
reading-column-labels = Colonne « { $what } » : des étiquettes
reading-mail-headers = Lignes d’en-tête de courriel laissées de côté : { $n }. Elles nomment des serveurs, les personnes destinataires et celle qui a transféré le courriel.
reading-mail-decoded = Parties d’un courriel décodées avant la lecture des valeurs : { $n }
reading-attachments = Pièces jointes d’un courriel qui n’ont pas été ouvertes : { $n }. Apportez leur contenu sous forme de fichiers.
reading-mail-broken = Parties d’un courriel qui se disent encodées et ne le sont pas, lues telles quelles : { $n }
reading-knowledge = Vulnérabilités, à titre d’information : { $n }. Elles ne servent ni à détecter ni à bloquer.
reading-says-label = Le texte indique { $what }.
reading-no-label = Parties sans étiquette propre : { $n }
reading-several-labels = Étiquettes présentes : { $n } ({ $what }). La plus stricte compte.
reading-to-delete = Valeurs que la liste demande d’effacer, non retenues : { $n }
reading-nothing-matched = Résultats sans indicateur correspondant, laissés de côté : { $n }
reading-withdrawn = Éléments retirés par leur source, non retenus : { $n }
reading-one-organisation = Sa source le réserve à une seule organisation.
reading-one-community = Sa source le réserve à une communauté.
reading-communities = Sa source le réserve à des communautés liées.
reading-sharing-group = C’est pour un groupe de partage : { $what }
reading-unknown-distribution = Sa source indique la portée « { $what } », inconnue ici : on la traite comme limitée à une seule organisation.
reading-context = Valeurs données pour le contexte, qui ne servent pas à détecter : { $n }
reading-narrower = Parties qui ne peuvent pas aller aussi loin que l’ensemble : { $n }
reading-deleted = Parties effacées par leur source, non retenues : { $n }
reading-people = Parties sur des personnes et des cibles, laissées de côté : { $n }
reading-proposals = Propositions de tiers, non retenues : { $n }
reading-references = Liens entre objets, non gardés : { $n }
reading-bad-context = Valeurs de contexte qui ne correspondent pas à leur type : { $n }
reading-not-matched = « { $what } » n’est comparé à rien ici : { $n }
reading-tags = Mots-clés de sa source : { $what }
reading-observables = Observations sans verdict, gardées sans être comparées : { $n }
reading-kept-only = Gardés sans être comparés : { $n } ({ $what })
reading-statement = Sa source demande : { $what }
reading-older-version = Une version plus ancienne du format : { $what }
reading-oddity = Une anomalie : { $what }
reading-more-oddities = Autres anomalies : { $n }
reading-of-type = Entrées du type « { $what } » : { $n }
reading-part-not-matched = Entrées dont « { $what } » n’est comparé à rien : { $n }
reading-lost-characters = Caractères illisibles : { $n }
reading-encoding = Lu comme { $what }
reading-shared-before = Déjà partagées par ce centre, aussi loin : { $n }. Elles ne sont pas renvoyées.
refused-no-value = ne ressemble à aucune valeur
refused-not-of-kind = n’est pas du type attendu
refused-private = une adresse de réseau privé : elle désigne autre chose dans chaque centre
refused-too-many = plus de valeurs qu’on n’en lit en une fois
refused-too-long = trop long pour une valeur
refused-broken = illisible
refused-unknown-type = son type n’est pas comparé ici
refused-unreadable-marking = son marquage n’est pas lisible ici : laissé de côté
refused-file-or-domain = un nom de fichier ou un domaine ? Écrivez le point [.] si c’est un domaine.
refused-app-or-domain = un nom d’application ou un domaine ? Écrivez les points [.] si c’est un domaine.
refused-not-text = ce n’est pas un texte : mettez-le entre guillemets
refused-pattern = un motif illisible
refused-kept-narrower = sa source ne lui permet pas d’aller aussi loin que cette étiquette : laissé de côté
compose-carried = Le fichier indique { $label }. Seule sa source peut l’élargir.
compose-words = En deux lignes
compose-title-field = Titre
compose-title-hint = Ce que c’est, non qui est touché : « SMS de colis avec une fausse page de paiement ».
compose-summary = Résumé
compose-summary-hint = Ce qui s’est passé, ce qu’il faut chercher, que faire. Aucun nom, aucun lieu plus précis qu’un pays.
compose-lang = Langue de ces deux textes
urgent = Urgent
field-urgent = Urgent
urgent-hint = Il passe avant tout le reste, et malgré les heures de silence chez les personnes qui l’acceptent.
content-warning = Le texte peut être éprouvant. L’afficher
field-content-warning = Avertissement de contenu
content-warning-hint = Pour les violences et ce qui y ressemble : le résumé reste replié jusqu’à ce que quelqu’un veuille le lire.
compose-alert = Bloquer ces valeurs avertirait-il la personne qui a installé cela ?
compose-alert-yes = Oui, ou ce n’est pas certain : listes de détection seulement
compose-alert-no = Non : on peut le bloquer
compose-consent = Cela vient-il d’une personne que vous aidez ?
compose-consent-question = Qu’a dit la personne ?
consent-not-needed = Aucune personne aidée n’est concernée :
consent-why-not = Pourquoi personne n’est concerné
why-not-no-beneficiary = observation du centre
why-not-already-public = déjà public
why-not-vendor-report = rapport d’un éditeur de sécurité
why-not-own-infrastructure = notre propre infrastructure
consent-granted = La personne accepte que cela parvienne
consent-scope = Jusqu’où la personne accepte
scope-desk = à notre centre seulement
scope-named = aux centres que la personne a nommés
scope-network = au réseau
scope-public = au public
consent-refused = La personne a dit non : cela reste ici
consent-not-asked = Nous n’avons pas encore demandé à la personne : cela reste ici
consent-more = Consentement consigné et mention du nom
consent-record = Le mot par lequel vous désignez la personne dans le registre des consentements
consent-record-hint = L’accord est alors repris du registre. Ce mot ne quitte jamais le centre.
consent-attribution = La personne peut être nommée, et le souhaite
compose-far = Jusqu’où cela peut-il aller ?
compose-label-question = Choisissez une étiquette
compose-to = Seulement ces centres et groupes
compose-to-hint = TLP:AMBER en demande au moins un. Avec TLP:GREEN, ne rien cocher veut dire tout le réseau.
group = groupe
also-please = Merci aussi de
also-please-hint = Une phrase que tout le monde doit respecter : « ne pas contacter l’hébergeur ».
compose-more = Dates, usages, source
not-before = Pas public avant le
retain-until = Conserver jusqu’au
pap = Ce qu’il est permis d’en faire
pap-none = Non précisé
pap-red = PAP:RED : chercher dans ses propres journaux seulement
pap-amber = PAP:AMBER : recherches discrètes, sans bloquer
pap-green = PAP:GREEN : blocage permis
pap-clear = PAP:CLEAR : tout ce qui est légal
source = Source
licence = Licence
independent-source = D’où vous le tenez, en dehors des bulletins d’autres centres
question-until = La question se termine le
who-will-see = Qui verra ceci
seen-later = Choisissez le consentement et l’étiquette ci-dessus, puis regardez.
compose-look = Montrer qui verra ceci
compose-continue = Continuer
compose-keep = Garder en brouillon
instead-title = Avec une autre étiquette
instead = { $n ->
    [one] { $label } : { $n } centre
   *[other] { $label } : { $n } centres
}
matrix-title = Centre par centre, pour chaque étiquette
matrix-caption = Qui le verrait sous quelle étiquette ; les numéros renvoient aux raisons d’un refus
missing-content = Collez ou saisissez ce que vous avez vu.
missing-title = Donnez un titre.
missing-consent = Dites ce que la personne a accepté, ou que personne n’est concerné.
missing-label = Choisissez jusqu’où cela peut aller.

seen-now = Maintenant
seen-nobody = personne
seen-readers = Qui le lit
seen-readers-staff = Dans chaque centre : analystes et relecture.
seen-readers-all = Dans chaque centre : analystes, relecture et coordination.
seen-readers-here = { $n ->
    [one] Ici, c’est { $n } compte.
   *[other] Ici, ce sont { $n } comptes.
}
seen-readers-elsewhere = On ne sait pas ici qui travaille dans les autres centres.
seen-then = Ensuite
seen-not = Ne le verront pas
seen-why-not = Lesquels, et pourquoi
seen-public = Public
seen-never-public = Ce ne sera pas public.
seen-public-now = Cela peut être public tout de suite.
seen-public-after = Cela peut devenir public, une fois ceci réglé :
seen-note = À savoir
seen-against = Cela ne peut pas être envoyé ainsi :
then-named-people = Seules les personnes nommées le voient. Elles ne doivent pas le transmettre.
then-staff-only = Seule leur équipe le voit : ni bénéficiaires, ni autre centre.
then-staff-and-beneficiaries = Ils peuvent en parler aux bénéficiaires qui en ont besoin. Ils ne doivent pas le transmettre à d’autres centres.
then-these-desks = Tout le monde dans ces centres le voit. Ils ne doivent pas le transmettre à d’autres centres.
then-inside-the-groups = Les membres des groupes peuvent se le transmettre.
then-inside-the-network = Tout centre actif peut le transmettre à tout autre. Jamais en public.
then-as-green-until-published = Tout centre actif peut le transmettre à tout autre. Le public l’aura après publication.
note-reporting = { $desk } doit signaler certains cas aux autorités :
note-reporting-somewhere = pays non précisé
note-each-other = Les centres qui le reçoivent sauront quels autres l’ont reçu.
note-night = { $desk } est fermé en ce moment ; son heure et ses horaires :
note-calls-out = { $desk } n’est pas joignable de l’extérieur : il le recevra quand il se connectera.
note-legal-requests = Si une autorité le demande à { $desk } :
note-nobody-to-approve = Personne dans ce centre ne pourrait l’approuver : la personne qui l’écrit ou l’envoie ne le peut pas. Partagez-le avec un centre qui peut le relire pour vous.
note-no-agreement = Aucun accord de confidentialité enregistré : { $desks }.
note-members-first = { $n ->
    [one] Les membres l’ont d’abord, le public un jour plus tard. Une date que vous donnez vous-même l’emporte.
   *[other] Les membres l’ont d’abord, le public { $n } jours plus tard. Une date que vous donnez vous-même l’emporte.
}
note-no-agreements = { $n ->
    [one] Un de ces centres n’a pas d’accord de confidentialité enregistré.
   *[other] { $n } de ces centres n’ont pas d’accord de confidentialité enregistré.
}

## Confirm

confirm-title = Un dernier regard
confirm-stays = Vous pouvez le retirer à tout moment. Ce que des personnes ont noté ou téléchargé ne peut pas être rappelé.
confirm-clear = Ce qui est public peut être lu par tout le monde, y compris par les responsables de l’attaque. Les fichiers téléchargés ne peuvent pas être rappelés.
confirm-back = Changer quelque chose
act-send = { $n ->
    [0] Envoyer
    [one] Envoyer à { $n } centre
   *[other] Envoyer à { $n } centres
}
act-review = Demander une relecture avant publication
findings-title = { $n ->
    [one] Un élément semble personnel
   *[other] { $n } éléments semblent personnels
}
findings-lead = Supprimez-le, abrégez-le, ou dites pourquoi il reste. La personne qui relit voit votre raison.
answer-title = Avant l’envoi de ces mots
answer-lead = Quelque chose y semble personnel. Supprimez-le, abrégez-le, ou dites pourquoi cela reste. Rien n’est encore envoyé.
answer-words = Vos mots
answer-act = Envoyer avec mes réponses
finding-because = Il reste, parce que
finding-hint = Si ce champ reste vide, rien n’est envoyé.
finding-also = { $n ->
    [one] et à un autre endroit
   *[other] et à { $n } autres endroits
}
hints-title = { $n ->
    [one] Encore un point à regarder
   *[other] Encore { $n } points à regarder
}
personal-lead = Rien ne part avant que chacun soit enlevé, raccourci, ou gardé avec une raison à la page suivante.
place-line = ligne { $n }, { $field }
place-value = valeur { $n }
place-in-line = ligne { $n }
place-row = ligne { $n }, colonne { $column }
way-domain = Ne garder que le domaine
way-shorter = Ne garder que
way-mask = Écrire
way-remove = L’enlever
finding-protected-word = Un mot que ce centre protège
finding-address-in-link = Un lien qui contient l’adresse de courriel de quelqu’un
finding-phone-in-link = Un lien qui contient le numéro de téléphone de quelqu’un
finding-email = Une adresse de courriel
finding-invite = Une invitation à un groupe ou à un appel
finding-profile = Un lien vers la page d’une personne
finding-handle = Le nom ou le pseudonyme de quelqu’un sur une messagerie ou un réseau social
finding-bank-account = Un compte bancaire (IBAN)
finding-card-number = Le numéro d’une carte de paiement
finding-device-number = Le numéro d’un appareil ou d’une carte SIM
finding-hardware-address = L’adresse matérielle d’un appareil
finding-identity-number = Un numéro d’identité
finding-coordinates = Un point sur la carte
finding-private-address = Une adresse dans le réseau de quelqu’un
finding-phone = Un numéro de téléphone
finding-street-address = Une rue et un numéro
finding-birth-date = Une date de naissance
finding-user-path = Un chemin qui contient le nom d’un compte
finding-device-name = Un appareil qui porte le nom de la personne à qui il appartient
finding-person-name = Le nom d’une personne
finding-case-number = Un numéro de dossier
finding-mail-headers = L’en-tête d’un courriel
finding-conversation = Des lignes d’une conversation
finding-short-link = Un lien raccourci : qui l’a créé voit qui l’ouvre
finding-one-time-link = Un lien qui semble fait pour une seule personne : il révélerait à qui l’a envoyé qui l’a signalé
finding-seen-once = Vu chez une seule personne : cela révélerait à qui l’a envoyé qui l’a signalé. Avant de devenir public, une deuxième personne dit pourquoi cela reste, et un embargo de quelques jours cache de qui cela vient
finding-hidden-characters = Des caractères invisibles
finding-look-alike = Un mot qui mélange les lettres de deux écritures
finding-group-place-time = Quelques personnes, un lieu et un moment : quelqu’un sait qui elles sont
finding-fine-time = Un moment plus précis que le jour
finding-fine-place = Un lieu plus précis qu’un pays
finding-common-site = Un site dont beaucoup ont besoin : sert-il vraiment à l’attaque ?
finding-blaming = Des mots qui blâment la personne visée : dites ce qu’ont fait les responsables de l’attaque
finding-unchecked = La vérification des données personnelles n’a pas eu lieu. C’est une erreur du programme : prévenez la personne qui administre votre centre
findings-answered = { $n ->
    [one] Un point a reçu une réponse
   *[other] { $n } points ont reçu une réponse
}

## Why not

code-policy-label = L’étiquette ne va pas jusque-là.
code-policy-audience = Ce centre n’est pas parmi les destinataires, ou il faut nommer quelqu’un et personne ne l’est.
code-policy-consent-refused = La personne a dit non.
code-policy-consent-not-asked = La personne n’a pas été consultée.
code-policy-consent-scope = L’accord de la personne ne va pas jusque-là.
code-policy-consent-expired = L’accord de la personne a pris fin.
code-policy-review = Une deuxième personne ne l’a pas approuvé.
code-policy-privacy = Un élément semble personnel et attend une réponse.
code-policy-embargo = Pas avant la fin de l’embargo.
code-policy-pap = Ce qu’il est permis d’en faire contredit l’étiquette.
code-policy-reference = Un élément cité ne peut pas aller jusque-là.
code-policy-member = Ce centre n’est pas un membre actif du réseau.
code-policy-roster = Le registre est ancien, expiré, ou il en existe deux.
code-policy-origin = Seul le centre d’origine peut le faire.
code-policy-withdrawn = Cela a été retiré.
code-policy-role = Votre compte n’a pas ce droit.
code-policy-unlabelled = Il n’y a pas encore d’étiquette.
code-verify-signature = La signature n’est pas valable.
code-verify-format = Cela n’a pas pu être lu.
code-verify-log = Cela contredit ce qui a été vu auparavant.
code-verify-revision = Il existe déjà une révision plus récente.
code-verify-place = Cela n’est pas à sa place.
code-verify-time = La date est trop loin dans le futur.
code-limit-size = C’est trop volumineux.
code-limit-rate = Trop de demandes de suite. Attendez un peu.
code-usage-invalid = Un champ du formulaire n’est pas comme il devrait être.
code-account-unknown = Vous n’avez pas de session, ou ce formulaire est trop ancien. Revenez en arrière et réessayez.
code-account-proof = Ceci demande encore une fois votre mot de passe, ou un code.
code-account-locked = Ce centre est verrouillé.
code-not-found = Cela n’existe pas ici, ou pas pour vous.
code-conflict = Cela existe déjà, ou quelqu’un l’a changé entre-temps.
code-peer-unreachable = L’autre centre ne peut pas être joint.
code-peer-refused = L’autre centre a refusé.
code-busy = Le nœud est occupé. Réessayez dans un instant.
code-misconfigured = Le nœud est mal configuré. Adressez-vous à la personne qui l’administre.
code-broken = Le nœud a fait une erreur. Adressez-vous à la personne qui l’administre.

## Second factor

sign-in-code = Code de votre application d’authentification
sign-in-code-hint = Six chiffres, ou l’un de vos codes de secours.
sign-in-code-wrong = Le code est inexact, déjà utilisé, ou arrivé trop tard.
proof = Encore votre mot de passe, ou un code de votre application d’authentification
proof-hint = Demandé avant les actions de grande portée. Laissez vide si vous l’avez donné dans les dix dernières minutes.

## Bulletins

nav-drafts = Brouillons
nav-review = Relecture
nav-asks = Questions
nav-consent = Consentement
nav-export = Fichiers
nav-me = Mon compte
back = Retour
copy = Copier
choose = Choisir
yes = oui
no = non
answer = Réponse
audience = Seulement pour
consent = Consentement
claim-refused = La personne a dit non.
claim-not-asked = La personne n’a pas été consultée.
claim-desk = notre centre seulement
claim-named = les centres que la personne a nommés
claim-network = le réseau
claim-public = le public
bulletin-withdrawn = Bulletin retiré
bulletin-gone = Il a été retiré, ou son temps est écoulé : son contenu n’est plus ici.
bulletin-alert = Le bloquer pourrait avertir la personne qui l’a installé. Il n’est que dans les listes de détection.
bulletin-file = Fichier de ce bulletin :
bulletin-published = ce qui en est public
values-more = { $n ->
    [one] Une autre valeur est dans le fichier.
   *[other] { $n } autres valeurs sont dans le fichier.
}
value-active = actif
value-over = terminé, dit sa source
value-doubted = signalé comme fausse alerte
value-since = connu ici depuis le
todo-look = Cherchez ces valeurs dans les données que vous conservez, et dites plus bas si vous en avez vu une.
todo-accounts = Si quelqu’un l’a ouvert ou y a répondu : changer le mot de passe depuis un autre appareil, fermer les autres sessions, activer un second facteur.
todo-device = N’effacez et ne réinitialisez aucun appareil avant qu’on l’ait examiné : les preuves de l’attaque disparaîtraient.
todo-safe = Parlez d’abord de la sécurité de la personne, depuis un autre appareil : qui l’a installé remarquera qu’il n’envoie plus rien.
todo-person = Gardez ce qui a été envoyé ou publié, avec sa date et son adresse, avant de le signaler ou de l’effacer.
todo-site = Gardez les journaux avec leurs heures. Demandez conseil avant de prévenir l’hébergeur : cela peut alerter les responsables de l’attaque.
todo-loss = Fermez les sessions de ce qui est perdu, changez les mots de passe qui s’y trouvaient, et prévenez les personnes dont les données y sont.
sightings = Vu ailleurs ?
sightings-seen = { $n ->
    [0] Aucun centre n’a dit l’avoir vu
    [one] Un centre l’a vu
   *[other] { $n } centres l’ont vu
}
sightings-false = { $n ->
    [0] personne ne parle de fausse alerte
    [one] un centre parle de fausse alerte
   *[other] { $n } centres parlent de fausse alerte
}
sightings-few = Les nombres ne sont donnés qu’à partir de trois centres.
sight-seen = Vu ici
sight-false = Fausse alerte ici
sight-named = Avec notre nom
sight-hint = Seul le centre qui l’a partagé l’apprend. Les autres voient un nombre, jamais qui.
from = D’où cela vient
from-signed = Signé par { $desk } le
from-key = La clé qui l’a signé, en mots :
from-log = Dans le journal de ce centre, c’est l’entrée { $n }.
from-here = Écrit ici,
from-itself = Venu de ce centre lui-même,
from-relay = Transmis par { $desk },
from-accepted = Accepté ici le { $day }.
got-since = Depuis
received-on = Reçu le
from-revision = révision { $n } sur { $all }.
who-got-this = Qui l’a reçu
got-nobody = Personne ne l’a encore récupéré auprès de ce centre.
revisions = Révisions
revisions-lead = Chacune a été signée par son centre d’origine. Ce qu’une plus récente a remplacé n’est plus ici.
revision = Révision
revision-signed = Signée
revision-came = Arrivée ici
revision-held = ici
revision-gone = disparue
revision-changed = Ce que la révision { $number } a changé
digest = Empreinte
trace = Son trajet
trace-signed = signé par { $desk }
trace-came = arrivé ici de { $desk }
trace-sent = récupéré par { $desk }
weeks-title = Les douze dernières semaines
weeks-table = La même chose en tableau
weeks-from = Semaine du
weeks-all = Total
percent = { $n } %
sideways = Ce tableau est plus large que l’écran : faites-le défiler sur le côté.
picture-weeks = Les bulletins de chaque semaine en barres, par étiquette : RED pleine, AMBER+STRICT à rayures étroites, AMBER à rayures larges, GREEN à rayures horizontales, CLEAR vide. Le tableau ci-dessous donne les mêmes nombres.
picture-trace = Image de son chemin : de son origine à ce centre et au-delà, avec le temps écoulé ; un trait plein et + pour qui l’a, un trait coupé et - pour qui doit l’effacer, des points et X pour qui l’a effacé, un trait coupé et deux points pour qui a refusé. Le tableau ci-dessous dit la même chose.
trace-hops = Qui l’a reçu de qui
trace-from = De
trace-to = À
trace-after = Après
trace-has = l’a
trace-steps = Étape par étape
trace-limits = Un nœud ne connaît que ses propres échanges : ce que les centres se sont transmis entre eux n’est pas ici.
as-title = Voir ce que voit un autre centre
as-which = Quel centre
as-show = Voir
as-desk = Ce que voit { $desk }
as-nothing = Ce centre n’en voit rien.
as-hint = Les règles répondent ici comme elles répondraient au moment de l’envoi. Ce que seul votre centre sait (marques, décomptes, à qui vous l’avez transmis) est laissé de côté.
brief = Imprimer pour une personne bénéficiaire
brief-by = Remis par
brief-alert = L’enlever ou le bloquer pourrait se remarquer. Parlez de ce qui est sans danger avant de changer quoi que ce soit.
brief-look = Ce qu’il faut chercher
brief-defanged = Les adresses sont écrites de façon que personne ne les ouvre par erreur.
brief-do = Que faire
brief-do-open = N’ouvrez pas les liens et ne répondez pas.
brief-do-safe = Demandez de l’aide depuis un autre appareil si quelqu’un surveille peut-être celui-ci.
brief-do-call = Recontactez-nous : vous n’avez rien fait de mal.
brief-print = Imprimez avec votre navigateur. L’étiquette figure sur chaque feuille. La remise est comptée, sans nom.

## Revising and withdrawing

revise = Modifier
revise-title = Une nouvelle révision
revise-lead = Les centres qui le gardent reçoivent la nouvelle révision. Ceux qui n’y ont plus droit sont priés de l’effacer.
revise-consent = Ce que la personne accepte maintenant
revise-consent-same = comme avant
revise-leaves-public = Ce ne sera plus public : cela disparaît de la page publique et de toutes les listes, et ceux qui l’ont récupéré en sont avertis.
revise-recalls = Ces centres sont priés d’effacer ce qu’ils ont :
act-send-again = L’envoyer
field-title = Titre
field-summary = Résumé
field-label = Étiquette
field-audience = Seulement pour
field-consent = Consentement
field-also-please = Merci aussi de
field-values = Valeurs
withdraw = Retirer
withdraw-title = Le retirer
withdraw-desks = { $n ->
    [0] Aucun centre ne l’a.
    [one] { $n } centre est prié de l’effacer et répond par un reçu signé.
   *[other] { $n } centres sont priés de l’effacer et chacun répond par un reçu signé.
}
withdraw-public = Il quitte aussi le flux public.
withdraw-why = Pourquoi
reason-consent = La personne a retiré son consentement
reason-error = C’était une erreur
reason-expired = Son temps est écoulé
missing-reason = Choisissez une raison.
withdraw-to-delete = Répéter les valeurs dans les listes qui suppriment valeur par valeur
withdraw-to-delete-hint = Les bornes comme SpyGuard les enlèvent au prochain démarrage ; mais les valeurs figurent 30 jours dans cette liste publique.
withdraw-stays = Les fichiers téléchargés par des personnes ou des outils, et les captures d’écran, ne peuvent pas être rappelés.
act-withdraw = { $n ->
    [0] Le retirer
    [one] Le retirer de { $n } centre
   *[other] Le retirer de { $n } centres
}
withdrawals-title = Retraits
withdrawals-none = Rien n’a été retiré.
withdrawal-progress = Où en est le retrait
withdrawal-answered = Réponses reçues : { $n } sur { $all }
withdrawal-waiting = { $n ->
    [one] Un centre n’a pas encore répondu
   *[other] { $n } centres n’ont pas encore répondu
}
withdrawal-refused = { $n ->
    [one] Un centre a refusé
   *[other] { $n } centres ont refusé
}
withdrawal-nobody = Personne n’a à répondre.
withdrawal-feed = Il était dans le flux public, et n’y est plus.
withdrawal-hidden = Beaucoup de bulletins sont retirés d’un coup : ils sont masqués partout dès maintenant, et seront détruits dans un jour, ou dès qu’une deuxième personne aura confirmé.
answer-waiting = pas encore de réponse
answer-heard = dernier contact le { $at }
answer-unheard = aucun contact jusqu’ici
answer-purged = effacé, signé
answer-not-held = ne détient rien, signé
answer-refused = a refusé

## Review

endorse = Relire pour son centre
endorse-title = Relecture pour { $desk }
endorse-lead = Un autre centre d’assistance, qui n’a pas de deuxième personne, pourra rendre ceci public quand vous l’aurez approuvé. Lisez tout ce qui suit comme le lirait quelqu’un qui veut nuire.
endorse-findings = La vérification de votre centre trouve ceci. C’est au centre qui l’a écrit d’y répondre : si cela ne doit pas devenir public, appelez-le au lieu d’approuver.
endorse-what = Votre accord vaut pour exactement ces textes et ces valeurs. Si le centre en change un seul, il doit redemander.
act-endorse = Approuver pour { $desk }
review-title = Relecture
review-none = Rien n’attend de relecture.
review-yours = vous pouvez l’approuver
review-granted = Les mots d’un autre centre, qui vous autorise à les publier :
review-note = Renvoyé avec la note :
review-changes = Ce qui change
review-text = Ce qui serait public
review-no-summary = Il n’y a pas de résumé.
review-privacy = Ce qui semble personnel
review-nothing-personal = Rien n’a été trouvé. La vérification connaît des formes, pas des personnes : lisez vous-même.
texts-title = Tous les textes qui l’accompagnent
texts = { $n ->
    [one] Un texte. À lire avant de dire oui.
   *[other] { $n } textes. À lire avant de dire oui.
}
texts-where = Où il se trouve
texts-text = Texte
texts-public = Devient public
texts-also = { $n ->
    [one] et à un autre endroit
   *[other] et à { $n } autres endroits
}
values-rest = { $n ->
    [one] Une autre valeur
   *[other] { $n } autres valeurs
}
review-decide = Décider
review-own = Vous y avez participé : une autre personne doit l’approuver.
review-no-right = Votre compte n’a pas le droit de relire.
review-note-label = Note pour la personne qui l’a écrit
act-approve = Approuver et publier
act-return = Renvoyer avec la note
missing-note = Écrivez une note, pour que la personne qui l’a écrit sache quoi changer.
field = Champ
before = Avant
after = Après
draft-draft = brouillon
draft-waiting = en attente de relecture
draft-approved = approuvé, en attente de la fin de l’embargo
draft-returned = renvoyé
draft-sent = envoyé
draft-untitled = Sans titre
drafts-title = Brouillons
drafts-lead = Les brouillons sont à tout le centre : l’équipe suivante les retrouve. Après un mois sans que personne y touche, ils disparaissent.
drafts-none = Il n’y a pas de brouillon.
act-forget = Supprimer

## Import, questions, files, account

import-title = Importer
import-lead = Un fichier d’un autre programme, ou un texte. Vous voyez ce qui a été lu avant tout envoi.
import-file = Fichier
import-file-hint = STIX, MISP, CSV, listes, ioc.yaml, alertes de MVT. Ce qui n’a pas d’étiquette doit en recevoir une de vous.
import-text = Ou collez-le
read-as = Le lire comme
read-as-guess = ce à quoi il ressemble
read-as-list = une valeur par ligne
read-as-csv = un tableau (CSV)
read-as-text = texte libre
read-as-stix = STIX
read-as-misp = MISP
import-kinds = Si le type a été mal deviné
import-kind = Chaque valeur est
import-kind-hint = Pour les listes d’un seul type, et pour les colonnes qui contiennent des valeurs quelconques.
import-columns = Ce que contiennent les colonnes d’un tableau
import-column = Colonne { $n }
column-any = des valeurs de tout type
column-kinds = le type de chaque valeur
column-names = des noms
column-roles = ce que fait chacune
column-labels = des étiquettes
column-nothing = rien à lire
import-act = Lire
import-nothing = Choisissez un fichier, ou collez quelque chose.
found-title = Ce qui a été trouvé sur l’appareil d’une personne
found-lead = D’un tel fichier, on ne lit que ce qui correspond, et rien n’en est gardé. On le dit aux centres qui l’ont partagé, à personne d’autre, et sans rien dire de la personne à qui est l’appareil.
found-would = { $n ->
    [one] Le centre de ce bulletin apprendrait qu’il a été vu
   *[other] Les centres de ces { $n } bulletins apprendraient qu’ils ont été vus
}
found-told = Ces centres ont été prévenus
found-not-told = Ceux-ci n’ont pas pu être prévenus
found-nobody = { $n ->
    [0] Aucun résultat n’y porte d’indicateur : il n’y a personne à prévenir.
    [one] Son seul résultat ne correspond à rien de partagé ici : il n’y a personne à prévenir.
   *[other] Ses { $n } résultats ne correspondent à rien de partagé ici : il n’y a personne à prévenir.
}
found-unknown = { $n ->
    [one] Une autre valeur n’est pas connue ici. Elle n’est ni gardée ni affichée.
   *[other] { $n } autres valeurs ne sont pas connues ici. Elles ne sont ni gardées ni affichées.
}
found-act = Les prévenir
compose-import = un fichier
asks-title = Questions
asks-lead = Une question va aux centres que vous choisissez, se termine d’elle-même et garde ses réponses.
asks-act = Interroger le réseau
asks-theirs = Des autres centres
asks-ours = De ce centre
asks-none = Aucune pour le moment.
knock-title = Demander à parler
knock-lead = Ce qui est TLP:RED, mieux vaut le dire que l’écrire. Ceci dit à un centre que vous voulez lui parler, et rien d’autre.
knock-choose = Choisissez une personne ou un centre
knock-act = Demander à parler
knock-written = S’il faut l’écrire
knock-written-more = Un texte TLP:RED se scelle sur votre propre machine pour des personnes précises, afin qu’aucun serveur ne puisse le lire.
missing-knock = Dites comment.
knock-who = Avec qui
knock-people = Personnes dont ce centre a la carte
knock-desks = Qui est là, dans un centre
knock-channel = Comment
knock-when = Avant quand
knock-when-hint = Heure UTC, à venir.
missing-before = Dites avant quand : un jour et une heure à venir.
missing-who = Dites avec qui.
knock-please = Nous voudrions vous parler.
knock-for = Pour { $who }.
knock-how = Comment : { $how }.
knock-before = Avant : { $when }.
call-phone = Par téléphone
call-video = Par visioconférence
call-mail = Par courriel chiffré
call-in-person = De vive voix
red-not-here = Cela ne s’écrit pas sur cette page :
sealed-title = Scellé pour des personnes
sealed-lead = Ce qui est TLP:RED arrive scellé pour une personne. Aucun serveur ne peut le lire, celui-ci non plus : rien de son contenu n’apparaît ici.
sealed-came = Ce qui est arrivé
sealed-none = Rien de scellé n’est gardé ici.
sealed-open = Prenez le fichier et ouvrez-le avec la ligne à côté, sur la machine où vous gardez votre fichier d’identité.
sealed-fetch = Prendre le fichier scellé
sealed-sent = Envoyé par ce centre
sealed-write = L’écrire, scellé pour des personnes
sealed-write-more = Sur votre propre machine, en ligne de commande : « fanal seal --help » dit ce que la ligne demande encore.
sealed-nobody = Ce centre n’a encore la carte de personne ailleurs. Demandez d’abord à parler : leur centre peut en envoyer une.
sealed-file = Un fichier écrit par « fanal seal --out FICHIER »
sealed-file-hint = Il part tout de suite, vers les centres choisis au moment de le sceller, et reste scellé : ce serveur ne peut pas le lire. Les dossiers du centre disent que quelque chose est parti, et rien du contenu.
sealed-send = Envoyer le fichier scellé
export-title = Fichiers pour vos outils
export-lead = Ce que ce centre utilise : ses propres bulletins, et ceux marqués « Utiliser ».
export-up-to = Rien de plus strict que
export-blocks = Les listes de blocage ne sont pas anodines.
export-blocks-more = Bloquer peut avertir la personne qui surveille un appareil. Les valeurs qui le pourraient sont écartées ; parlez-en tout de même d’abord.
export-bom = Tableaux pour Excel (avec une marque d’ordre des octets)
export-full = Dans les listes de blocage : tous les rôles, pas seulement les serveurs de commande et les sites qui livrent l’attaque
export-no-match = Aucune correspondance ne veut pas dire qu’un appareil est sain.
download = Télécharger
tool-mvt = MVT
tool-mvt-more = À placer dans le dossier d’indicateurs de MVT.
tool-stix = OpenCTI, MISP, TAXII
tool-stix-more = STIX 2.1, avec tout son contenu.
tool-csv = Tableur
tool-csv-more = CSV avec toutes les valeurs.
tool-network-csv = Tableur, réseau seulement
tool-network-csv-more = CSV avec domaines, liens et adresses.
tool-hosts = Pi-hole, fichier hosts
tool-hosts-more = Des noms à bloquer sur un réseau ou une machine.
tool-domains = Résolveurs
tool-domains-more = Des domaines, un par ligne.
tool-spyguard = SpyGuard, TinyCheck
tool-spyguard-more = Sa liste à surveiller, avec ce qu’il faut supprimer.
tool-misp = MISP
tool-misp-more = Un dossier à ajouter comme flux, en une archive.
tool-suricata = Suricata, PiRogue
tool-suricata-more = Des règles qui signalent quel appareil demande un nom de la liste.
tool-clamav-md5 = ClamAV (MD5)
tool-clamav-md5-more = Des empreintes de fichiers, pour son dossier de bases de données.
tool-clamav-sha = ClamAV (SHA)
tool-clamav-sha-more = La même chose avec SHA-1 et SHA-256.
tool-yara = YARA
tool-yara-more = Les règles telles que reçues.
tool-briefing = Feuille pour une personne bénéficiaire
tool-briefing-more = À imprimer et à remettre à la personne concernée ; l’étiquette figure sur chaque feuille.
tool-digest-md = Lettre d’information (texte)
tool-digest-md-more = Le dernier mois en mots, en Markdown.
tool-digest-html = Lettre d’information (page)
tool-digest-html-more = La même chose en HTML.
tool-atom = Lecteur de flux (Atom)
tool-atom-more = Les titres des nouveautés, en Atom.
tool-json-feed = Lecteur de flux (JSON Feed)
tool-json-feed-more = La même chose en JSON Feed.
tool-adguard = AdGuard Home, Pi-hole 6, uBlock Origin
tool-adguard-more = Des noms à bloquer, avec tout ce qui est en dessous.
tool-rpz = BIND, Unbound, Knot, PowerDNS (RPZ)
tool-rpz-more = Une zone de politique de réponse pour un serveur DNS.
tool-native = Un autre centre Fanal
tool-native-more = Les originaux signés, vérifiables partout.
me-title = Mon compte
me-rights = Ce qu’il permet
right-analyst = lire, vérifier, écrire et envoyer
right-reviewer = approuver ce que d’autres ont écrit
right-coordinator = signer pour le réseau
right-admin = comptes et réglages du centre
me-sessions = Sessions
me-sessions-more = Une session se termine une demi-heure après sa dernière page, et au plus tard après douze heures.
me-everywhere = Fermer toutes les autres
me-end = Fermer
me-this = celle-ci
me-factor = Second facteur
me-no-factor = pas encore
me-recovery = { $n ->
    [0] en place ; il ne reste aucun code de secours
    [one] en place ; il reste { $n } code de secours
   *[other] en place ; il reste { $n } codes de secours
}

## Consent records

consents-title = Registre des consentements
consents-lead = Il reste dans ce centre. Pas de nom, pas de numéro de dossier : un mot à vous pour désigner la personne.
consents-none = Il est encore vide.
consent-record-title = Un consentement consigné
record-open = Ouvrir
record-new = Consigner un consentement
record-alias = Votre mot pour désigner la personne
record-alias-hint = Un mot qui ne dit rien à personne d’autre : « rivière-7 ».
record-scope = La personne accepte que cela parvienne
record-heard-on = Recueilli le
record-until = Se termine le
record-how = Comment
record-how-hint = En personne, par téléphone, par écrit.
record-named = Centres que la personne a nommés
record-risks = Les risques ont été expliqués
record-act = Consigner
record-stands = valable
record-ended = terminé
record-doubted = incertain depuis la restauration : demandez à la personne
record-without = Ces bulletins sont revenus après une restauration, et aucun consentement consigné ne les mentionne. Si l’un d’eux dépend de ce que cette personne a dit, retirez-le aussi.
record-withdrawn = retiré
record-rests = { $n ->
    [0] rien n’en dépend
    [one] un élément en dépend
   *[other] { $n } éléments en dépendent
}
record-withdraw = La personne retire son consentement
record-withdraw-more = Tout ce qui en dépend disparaît, ici et dans chaque centre qui l’a. Vous voyez d’abord ce que c’est.
record-goes = { $n ->
    [0] Rien n’a été envoyé : seul le registre change.
    [one] Ceci disparaît :
   *[other] Ces { $n } éléments disparaissent :
}
record-withdraw-act = Tout retirer

## The network, one's own account, administration

nav-net = Réseau
nav-admin = Administration
account-add = Ajouter un compte
account-disable = Désactiver
account-enable = Réactiver
account-reset = Nouveau mot de passe
accounts = Comptes
act = Action
admin-at-machine = La configuration se gère sur la machine elle-même, en ligne de commande : fanal doctor dit ce qui manque.
admin-nav = Pages d’administration
admin-no-content = L’administration seule ne donne accès à aucun contenu.
admin-title = Administration
admit-act = Admettre { $name }
announce-act = Annoncer la demande à tous les membres
audit-act = Ce qui a été fait
audit-at = Quand
audit-caption = Qui a fait quoi, et quand. Les adresses, les mots cherchés et les contenus ne sont jamais notés.
audit-export = Télécharger en tableau (CSV)
audit-from = Jusqu’au numéro
audit-next = Lignes plus anciennes
audit-object = Sur quoi
audit-result = Résultat
audit-title = Journal d’audit
cancel = Annuler
code-accepted = Code de conduite accepté
code-of-practice = Code de conduite
code-wrong = Ce n’est pas le code affiché en ce moment. L’horloge du téléphone est-elle juste ?
codes-kept = Je les ai notés
codes-lead = Chacun de ces codes remplace une fois l’application d’authentification. Ils ne sont montrés que cette fois-ci : gardez-les sur papier, loin du téléphone.
codes-left = { $n ->
    [one] Un second facteur vous est demandé ; il reste { $n } code de secours.
   *[other] Un second facteur vous est demandé ; il reste { $n } codes de secours.
}
codes-renew = Créer d’autres codes de secours
codes-title = Codes de secours
desk-asks = Changements demandés
desks-in = Centres membres
account-to-confirm = revenu avec une sauvegarde : compte-t-il encore ?
disabled = désactivé
done-account = Le compte est modifié.
done-announced = Tous les membres seront informés de la demande.
done-hook = Le webhook est enregistré. Essayez-le maintenant.
done-hook-removed = Le webhook n’est plus averti.
done-objected = Votre objection a été transmise à la coordination.
done-password = Votre mot de passe a changé ; vos autres sessions sont fermées.
done-preferred = C’est enregistré.
done-reported = Votre signalement a été transmis à la coordination.
done-suspended = Le centre est suspendu dès maintenant. Les autres l’apprendront à leur prochain échange.
done-taken = Le registre est adopté.
done-totp-removed = Aucun second facteur ne vous est plus demandé.
done-vouched = Votre recommandation est donnée.
draft-changes = Ce que cela change
draft-doubtful = Arrivé après le vol de la clé
draft-hand-over = Transmettez ce texte à la personne suivante de la coordination
draft-in-force = Il y a assez de signatures : le nouveau registre est en vigueur ici, et les autres l’adoptent à leur prochain échange.
draft-title = Projet du prochain registre
draft-waits = Rien n’a encore changé : il faut d’autres signatures.
end-it = Fermer
expel-act = Exclure { $name }
expel-hint = Prépare un registre sans ce centre et le signe. Dès qu’assez de personnes de la coordination ont signé, chaque nœud qui le détient coupe les connexions de ce centre. Ce que le centre a déjà ne peut pas être repris.
expel-title = Exclure
failures = { $n ->
    [one] { $n } échec
   *[other] { $n } échecs
}
groups-caption = Groupes de partage : qui peut lire ce qui y est partagé
groups-in = Groupes
groups-title = Groupes de partage
groups-lead = Ce qui est partagé avec un groupe est lu par les centres qui en font partie. Le registre dit qui est dans lequel.
groups-none = Il n’y a pas encore de groupe.
group-change = Changer qui en fait partie
group-members = Centres de ce groupe
group-act = Préparer un registre avec ces centres
group-new = Créer un groupe
group-name = Nom court
group-name-hint = Lettres minuscules, chiffres et traits d’union, par exemple : stalkerware-fr.
group-no-change = Rien ne changerait : cochez d’autres centres.
group-moves = Ce qui circulera alors
group-moves-in = Un centre qui entre reçoit ce qui est déjà TLP:GREEN dans le groupe. Ce qui est déjà TLP:AMBER, il ne le reçoit qu’avec une nouvelle révision.
group-moves-out = Un centre qui sort ne reçoit plus rien. Ce qu’il a lui reste jusqu’à un retrait. Avec son dernier centre, le groupe prend fin.
group-moves-when = Cela prend effet dès qu’assez de personnes de la coordination ont signé le registre.
has-second-factor = Avec un second facteur
history-title = Historique
hook-add = Ajouter un webhook
hook-remove = Supprimer
hook-secret = Secret, ou jeton d’accès
hook-url = Adresse
hooks = Webhooks
host = Hôte
join-acts = Que faire
join-ask = Rejoindre un autre réseau
join-ask-paste = L’invitation qu’un membre vous a remise
join-ask-act = Faire la demande
join-hand-over = Remettez cette ligne, comme vous voulez
join-invitation = Une invitation
join-invite = Inviter un centre
join-invite-more = Une ligne de texte, avec les clés de ce centre et rien de secret. À elle seule, elle n’admet personne.
join-invite-act = Créer une invitation
join-paste = La ligne que le centre vous a remise
join-request = La demande
join-take-request = On vous a remis une demande
join-take-hint = Tous les membres en ont connaissance, et peuvent recommander ou faire objection.
join-lacks = { $n ->
    [one] Il manque { $n } élément
   *[other] Il manque { $n } éléments
}
told-admits = Admet { $name } ({ $desk }). Sa clé de signature commence par { $key }.
told-unlisted = { $desk } n’y figure plus.
told-threshold = Signatures nécessaires : de { $old } à { $new }
told-network-name = Le réseau s’appelle { $name }.
told-good-until = Il est valable jusqu’au { $day }.
told-active-again = { $desk } : suspendu en urgence, de nouveau actif
told-trusted-again = { $desk } a été verrouillé le { $day }, par sa propre parole ou par son billet ; on lui fait de nouveau confiance, avec les clés qui figurent ici
told-nothing-changes = { $desk } l’est déjà : rien ne change.
told-status = { $desk } : { $old } devient { $new }
told-joins-group = { $desk } rejoint le groupe { $group }.
told-leaves-group = { $desk } quitte le groupe { $group }.
told-signing-keys = { $desk } : les clés de signature { $old } deviennent { $new }
told-checkpoint-keys = { $desk } : les clés de points de contrôle { $old } deviennent { $new }
told-feed-keys = { $desk } : les clés du flux public { $old } deviennent { $new }
told-tls-pins = { $desk } : ses connexions se reconnaissaient à { $old }, désormais à { $new }
told-addresses = { $desk } : les adresses deviennent { $new }
told-sealing-keys = { $desk } : les clés des colis terminées par { $old } deviennent celles terminées par { $new }
told-organisation = { $desk } : son organisation est { $new }
told-jurisdiction = { $desk } : droit applicable : { $new }
told-duty = { $desk } : obligation de signalement : { $new }
told-desk-name = { $desk } s’appelle { $name }.
told-stream-ends = { $desk } : { $stream } s’arrête à l’entrée { $size }, époque { $epoch }
told-lost-keys = { $desk } a perdu ses clés, et ces bulletins sont retirés pour lui : { $ids }
told-entry = { $desk } : autre chose dans sa fiche
told-coordinator-in = { $name } rejoint la coordination.
told-coordinator-out = { $name } quitte la coordination.
told-coordinator-name = Dans la coordination, { $old } s’appelle désormais { $new }.
told-coordinator-heartbeat = { $name } : la clé de battement { $old } devient { $new }
told-rule-vouches = Recommandations nécessaires : de { $old } à { $new }
told-rule-objection = Jours pour les objections : de { $old } à { $new }
told-rule-freshness = Jours sans nouvelles de la coordination avant que AMBER attende : de { $old } à { $new }
told-rule-vouch-age = Jours d’appartenance avant de pouvoir recommander : de { $old } à { $new }
told-rule-vouches-year = Recommandations d’un centre par an : de { $old } à { $new }
told-rule-members-first = Jours pendant lesquels les membres l’ont avant le public : de { $old } à { $new }
told-rule-code = Un autre code de conduite : { $old } devient { $new }
told-rule-retention = Jours de conservation des contenus : { $days }
told-rule-everyone = Tous les centres participent à la coordination.
told-rule-not-everyone = Les centres ne participent plus tous à la coordination.
told-rules = Autre chose dans les règles
told-first-roster = C’est le premier registre.
told-coordinator-key = Une clé de coordination : { $key }
told-offers-to-coordinate = { $name } propose de coordonner.
told-lacks-vouches = { $desk } a { $have } recommandations sur { $need }.
told-open-objections = Objections ouvertes à l’admission de { $desk } : { $n }
told-not-announced = Les membres ne connaissent pas encore la demande de { $desk }.
told-window-open = Les membres peuvent faire objection à { $desk } jusqu’au { $day }.
told-code-not-accepted = { $desk } n’a pas accepté le code de conduite.
told-vouch-not-in-roster = { $desk } n’est pas dans le registre.
told-vouch-not-active = { $desk } n’est pas actif.
told-vouch-same-organisation = { $desk } est de la même organisation.
told-vouch-too-young = { $desk } est membre depuis trop peu de temps : il faut { $days } jours.
told-vouch-too-many = { $desk } a donné trop de recommandations en un an : { $most } au plus.
join-nobody = Personne ne demande à rejoindre le réseau.
join-progress = Où en est la demande
join-key = Clé comparée de vive voix
join-compared = le { $day }, par { $by }
join-not-compared = pas encore
join-compare-act = Nous nous sommes lu les mots : c’étaient les mêmes
join-coordinators = Signatures de la coordination
join-drafted = { $n } sur { $all }
join-ready = Rien ne s’y oppose : ce centre peut être admis.
join-title = Demandes d’adhésion
join-window = Objections possibles jusqu’au
key-title = La clé de ce centre
key-changed = La clé de { $name } a changé.
key-changed-tls = La machine de { $name } a une autre clé TLS.
key-changed-more = Appelez ce centre à un numéro que vous connaissiez déjà, et lisez-vous les mots l’un à l’autre. D’ici là, ne vous fiez à rien qui vous surprenne.
key-compare = Comparer la clé
key-compared = Comparée le
key-not-compared = Personne ici ne l’a encore comparée.
key-how = Comment l’avez-vous comparée ?
key-how-hint = « Par téléphone, au numéro de leur carte. » C’est gardé dans les dossiers du centre.
key-how-missing = Dites comment vous avez comparé la clé.
key-compared-act = Les mots étaient les mêmes
done-compared = Il est noté que la clé a été comparée.
desk-unused = N’est pas utilisé ici.
use-title = Ce que ce centre fait de ses bulletins
use-hint = Une fois l’arrêt demandé, rien de ce centre n’est dans les exports, les listes de blocage ni les réponses aux outils, et « connu » le dit. Ses bulletins restent lisibles, ce qu’il retire est toujours entendu, et personne d’autre n’en est informé.
stop-using-act = Ne plus utiliser { $name }
use-again-act = Utiliser de nouveau { $name }
done-unused = Ce centre n’est plus utilisé ici.
done-used-again = Ce centre est de nouveau utilisé ici.
evidence = Page de garde d’un élément de preuve
evidence-lead = Ce que couvre cette feuille, et comment toute personne peut le vérifier.
evidence-digest = Empreinte (SHA-256)
evidence-signed = Signé par
evidence-roster = Registre en vigueur
evidence-place = Place dans son journal
evidence-entry = { $n } sur { $all }
evidence-file = Télécharger la preuve
evidence-original = L’original signé, à garder avec cette feuille
evidence-check = Pour vérifier : « fanal verify » sur le fichier dit de qui est la signature et si un octet a changé. Aucun réseau n’est interrogé.
evidence-limits = Cela prouve qui a signé ces octets et qu’ils n’ont pas changé. Cela ne prouve ni que ce qu’ils disent est vrai, ni quand les faits ont eu lieu.
evidence-made = Imprimé par
keep = Enregistrer
key = Clé
made-known-by = Signalé par
mail = Adresse de courriel
me-told = Quand vous recevez un avis
me-told-hint = Un message dit qu’il y a quelque chose, jamais quoi.
name = Nom
net-contact = Dernier contact
net-signed = dernière déclaration signée : { $ago }
net-unheard = Rien depuis plus d’un jour : ce centre se tait, ou quelqu’un vous le cache.
net-gaps = { $n ->
    [one] Une de ses entrées manque ici.
   *[other] { $n } de ses entrées manquent ici.
}
net-coordinators = Coordination
net-expires = Valable jusqu’au
net-fault = Ce qui ne va pas
net-health = Les centres, les plus en difficulté d’abord, vus d’ici
net-name = Réseau
net-nav = Pages du réseau
net-roster = Registre
net-taken = Qui a ce registre
net-taken-by = { $n } centres sur { $all }
net-taken-not = Pas encore, à notre connaissance :
shares-count = Bulletins
shares-share = Part
shares-title = Ce qui est partagé, par étiquette
net-title = Réseau
spread-title = Qui a les derniers bulletins de qui
spread-caption = En lignes : qui l’a. En colonnes : de qui
spread-hint = De ce que chaque centre peut lire (GREEN). C’est ce que chaque centre a annoncé à son dernier échange, comparé à ce qui est ici ; un « non » vient des règles, et sa raison figure dessous.
spread-all = à jour
spread-behind = { $n ->
    [one] { $n } de retard
   *[other] { $n } de retard
}
spread-untold = non dit
spread-more = { $n ->
    [one] Un autre centre n’est pas dans ce tableau : voir sa page.
   *[other] { $n } autres centres ne sont pas dans ce tableau : voir leurs pages.
}
route-here = ce centre
route-direct = directe
route-tor = Tor
route-calls = c’est lui qui appelle
net-route = Voie
never = jamais
no-second-factor = Sans second facteur
not-accepted-by = Pas encore accepté par
notify-lead = Un avis dit combien il y a, par étiquette, et jamais quoi. Les hôtes permis figurent dans la configuration du nœud.
notify-taken = Le message est accepté.
notify-test = Envoyer un essai
notify-title = Avis
number = Numéro
object-act = Faire objection, de façon confidentielle
object-why = Pourquoi non ? Seule la coordination le lit
objection-by = Objection de
objection-outcome = Ce qu’il en est résulté
objection-settle = C’est réglé
objection-settled = réglée :
panic-act = Verrouiller ce centre maintenant
panic-done = Toutes les sessions ont pris fin et tous les jetons sont révoqués. Le centre se rouvre sur sa propre machine, avec sa clé maîtresse.
panic-lead = En danger ? Le verrouillage met fin à toutes les sessions et à tous les jetons, arrête le nœud et demande aux autres centres de ne rien envoyer. Rien n’est détruit. Le centre ne se rouvre que sur sa propre machine.
panic-locked = Ce centre est verrouillé
panic-tick = Cochez la case pour verrouiller le centre.
panic-title = Urgence : verrouiller ce centre
panic-told = { $n ->
    [one] { $n } centre est prévenu.
   *[other] { $n } centres sont prévenus.
}
panic-would-tell = { $n ->
    [one] { $n } centre serait prévenu.
   *[other] { $n } centres seraient prévenus.
}
panic-yes = Oui, verrouiller
password-again = Le nouveau, encore une fois
password-change = Changer le mot de passe
password-differs = Les deux nouveaux mots de passe diffèrent.
password-new = Nouveau mot de passe, 12 caractères ou plus
password-now = Mot de passe actuel
password-short = Le nouveau mot de passe est trop court : 12 caractères ou plus.
password-told = Mot de passe, affiché cette seule fois, du compte
password-wrong = Le mot de passe est inexact.
purged-of = Effacement confirmé : { $n } sur { $all }, avec reçus signés
quiet-from = De (heure)
quiet-clock = Votre horloge
quiet-clock-hint = Seul son écart avec l’UTC est conservé, aucun lieu. Réglez-le de nouveau au début et à la fin de l’heure d’été.
quiet-hours = Heures de silence
quiet-to = À (heure)
quiet-wrong = Les heures de silence demandent deux nombres de 0 à 23, ou aucun.
recalls-none = Rien n’a été retiré.
recalls-refused = Refusé par :
recalls-title = Retraits
recalls-waiting = Pas encore joints :
report-act = Signaler à la coordination
report-text = Que s’est-il passé ? Rien du contenu d’un bulletin
report-title = Signaler un centre
reported-by = signalé par
reporting-duty = Doit signaler aux autorités
reports-none = Rien n’a été signalé.
reports-title = Signalements
retention = Conservation
retention-days = Jours :
retention-none = Le réseau ne fixe pas de limite ; chaque bulletin a la sienne.
rights = Droits
rights-keep = Enregistrer les droits
roster-current = en vigueur
roster-expired = expiré
roster-forked = deux versions ont été vues
roster-stale = aucune nouvelle de la coordination depuis un moment
rule-freshness-days = Jours sans nouvelles de la coordination avant que AMBER et RED attendent
rule-objection-days = Jours pour les objections
rule-vouch-age-days = Jours d’appartenance avant de pouvoir recommander
rule-vouches = Recommandations nécessaires
rule-vouches-per-year = Recommandations d’un centre par an (0 : sans limite)
rule-members-first-days = Jours pendant lesquels les membres l’ont avant le public (0 : tout de suite)
rules-title = Règles
shape = Type
shape-matrix = Salon Matrix
shape-mattermost = Mattermost
shape-plain = JSON signé
sign-draft = Signer un projet
sign-draft-act = Le signer
sign-draft-paste = Le texte qu’une autre personne de la coordination vous a transmis
signatures-of = signatures : { $n } sur { $all }
signed-by = signé par
status-active = actif
status-expelled = exclu
status-left = parti
status-suspended = suspendu
step-up-act = Continuer
step-up-label = Votre mot de passe, ou le code de votre application d’authentification
step-up-lead = Cette action est de grande portée. Prouvez encore une fois que c’est vous ; ce que vous avez saisi est gardé.
step-up-title = Est-ce bien vous ?
step-up-wrong = Le mot de passe ou le code est inexact.
suspend-act = Suspendre { $name } maintenant
suspend-hint = Une seule personne de la coordination suffit. Pendant 72 heures, aucun nœud qui l’apprend n’envoie rien à ce centre ni n’en accepte rien.
suspend-title = Suspendre maintenant
suspended-until = suspendu jusqu’au
take-roster-act = Adopter un registre entièrement signé
threshold-of = signatures requises : { $n } sur { $all }
token = Jeton :
token-proves = Jeton qui publie et signe :
totp-address = Ou comme adresse
totp-begin = Configurer un second facteur
totp-confirm = Le demander désormais
totp-lead = Ajoutez ceci à une application d’authentification sur votre téléphone. Cela ne nomme que votre compte, rien d’autre.
totp-none = Pas encore : il suffit de connaître votre mot de passe pour se connecter.
totp-picture = Code QR du secret qui figure plus bas en texte.
totp-remove = Ne plus le demander
totp-scan = Lisez-le avec l’appareil photo du téléphone
totp-secret = Secret
totp-shows = Ce que l’application affiche maintenant
totp-title = Configurer un second facteur
totp-type = Ou saisissez-le : les deux disent la même chose. Personne d’autre ne devrait voir cette page, ni une photo de cette page.
type-name = Tapez { $name } pour continuer
type-the-name = Tapez exactement le nom court du centre : rien n’a été fait.
urgent-through = Ce qui est urgent passe malgré les heures de silence et le résumé quotidien
version = Version
version-first = Le réseau a été fondé.
vouch-act = Recommander
vouch-how = Comment les connaissez-vous ?
vouched-by = Recommandé par
vouches-of = recommandations : { $n } sur { $all }
when = À quelle fréquence
when-daily = Une fois par jour, tout ensemble
when-never = Jamais
when-now = Au fur et à mesure
why = Pourquoi ?
words-by-voice = Lisez-vous ces mots de vive voix ; les deux côtés ont les mêmes
words-by-coordinator = Huit mots à comparer de vive voix sont montrés à une personne de la coordination dans le centre qui l’a invité.
tokens = Jetons des programmes
token-ends = expire :
picture-net = Image du réseau : ce centre au milieu, un trait plein et + quand le contact est bon, un trait coupé et - quand il échoue, des points quand il n’y en a pas eu, X pour qui est sorti. Le tableau ci-dessus dit la même chose.

# Passkeys
passkeys = Clés d’accès
passkeys-lead = Une clé d’accès remplace le code après votre mot de passe. Une fausse page ne peut pas la demander.
passkeys-none = Vous n’en avez aucune.
passkey-add = Ajouter une clé d’accès
passkey-made = ajoutée le
passkey-used = dernière utilisation
passkey-copyable = peut être copiée dans un nuage
passkey-remove = Supprimer
passkey-number = Cette adresse est un nombre, et les clés d’accès sont liées à un nom. Ouvrez la console par son nom (sur la machine même : localhost) pour vous en servir.
passkey-unknown = Ce navigateur n’indique pas l’adresse de cette page : pas de clé d’accès possible ici.
passkey-factor-first = Configurez d’abord un second facteur : ses codes vous laissent entrer là où une clé d’accès ne le peut pas.
passkey-not = Les clés d’accès demandent un navigateur qui exécute les scripts et qui les propose à cette adresse. Ce n’est pas toujours le cas de Tor Browser. Tout le reste fonctionne comme avant.
passkey-touch = Votre navigateur va demander la clé d’accès : touchez la clé, ou déverrouillez l’appareil.
passkey-failed = Cela n’a pas marché, ou a été annulé. Réessayez.
passkey-make = Créer la clé d’accès
passkey-name = Comment vous l’appelez
passkey-name-hint = Pour la reconnaître, par exemple : clé bleue.
passkey-name-none = Donnez-lui un nom.
passkey-wrong = Cette clé d’accès n’est pas valable ici. Réessayez, ou saisissez un code.
passkey-sign-in = Utiliser une clé d’accès
done-passkey = La clé d’accès est ajoutée.
done-passkey-removed = La clé d’accès est supprimée.

# The desk’s own administration
keys-title = Clés
keys-lead = Ce à quoi les autres reconnaissent ce centre : ses clés publiques seulement. Comparez-les de vive voix, jamais par le canal qui les a apportées.
key-signing = Déclarations
key-for-signing = Signe ce que dit ce centre.
key-checkpoint = Points de contrôle
key-for-checkpoint = Signe la longueur de ses journaux.
key-feed = Flux
key-for-feed = Signe les fichiers que charge le public.
key-coordinator = Coordination
key-for-coordinator = Signe les registres, si le centre participe à la coordination.
key-heartbeat = Battement
key-for-heartbeat = Atteste chaque jour que le registre est à jour.
key-tls = Connexions
key-for-tls = Les autres centres reconnaissent ses connexions à l’empreinte de cette clé.
key-sealing = Colis
key-for-sealing = Les colis destinés à ce centre sont scellés avec elle.
key-in-words = en mots :
key-in-digits = en chiffres :
key-since = Valable depuis le
key-until = jusqu’au
key-no-end = sans échéance
key-in-roster = Dans le registre.
key-not-in-roster = Pas dans le registre.
key-beside = Aussi valable, jusqu’au
key-next = Créée pour lui succéder, en attente du registre :
key-replace = Remplacer cette clé
keys-ask = En demander d’autres
keys-ask-more = Les nouvelles clés sont créées maintenant. Elles servent dès que la coordination a signé un registre qui les contient ; les anciennes restent valables le nombre de jours que vous indiquez.
keys-days = Jours pendant lesquels les anciennes restent valables
keys-rotate = Demander de nouvelles clés
keys-retire = Abandonner les anciennes clés de connexion et de colis
keys-by-coordinators = Un compte avec le droit « signer pour le réseau » les demande, une fois le centre dans un réseau.
keys-none-chosen = Choisissez au moins une clé.
keys-days-wrong = Indiquez les jours en nombre entier.
done-keys-asked = La demande est faite. Le prochain registre apportera le changement.
backups-title = Sauvegardes
backups-lead = Une sauvegarde, ce sont deux fichiers scellés. Ce qui a été retiré n’est dans aucune sauvegarde faite depuis.
backups-good = Il y en a une récente, elle a été ouverte à titre d’essai, et une clé de récupération existe.
backup-newest = La plus récente
backup-rows = lignes :
backup-drill = Dernier essai
backup-key = Clé de récupération
backup-key-made = créée ; elle devrait être sur papier, loin des fichiers
backup-how = Pour en faire une
backup-how-more = Sur la machine même, ou selon l’horaire de sa configuration :
backup-copy = Copiez les deux fichiers ailleurs, le nouveau fichier de clés par-dessus l’ancien. Les anciens fichiers de clés ouvrent ce qui a été retiré depuis : n’en gardez aucun.
backup-none = Il n’y en a pas : si ce disque lâche, tout est perdu.
backup-old = La plus récente a plus de trois jours.
backup-no-key = Il n’y a pas de clé de récupération : seule cette machine les ouvre.
backup-no-drill = Aucune n’a jamais été ouverte à titre d’essai.
backup-drill-old = Le dernier essai est ancien.
backup-drill-failed = Le dernier essai a révélé des défauts.
policies-title = Règles du centre
policies-always = Ce qui vaut toujours
policy-second-person = Ce qui doit devenir public attend une deuxième personne. Personne n’approuve ses propres textes.
policy-embargo = Rien sous embargo n’est public avant son jour, et rien ne montre que cela existe.
policy-privacy = La vérification des données personnelles précède tout ce qui sort. Chaque constat reçoit une réponse.
policy-withdraw = Un retrait n’attend personne.
words-title = Mots protégés
words-lead = Noms de personnes, vos propres domaines : la vérification les trouve dans tout ce qui sort. Seule leur empreinte est conservée, jamais le mot ; seule votre note est montrée.
words-by-staff = Les personnes qui travaillent avec les contenus les voient et les définissent.
words-none = Aucun pour l’instant.
words-let-go = Ne plus protéger
words-new = Mots, un par ligne
words-hint = Trois lettres ou plus chacun.
words-label = Une note pour les retrouver
words-label-hint = Elle ne devrait rien dire des mots.
words-protect = Les protéger
countries-title = Numéros d’identité
countries-lead = Pays dont la vérification reconnaît la forme des numéros d’identité
countries-by-reviewers = Les personnes qui relisent les choisissent.
done-policies = C’est enregistré.

# Mail to OpenPGP keys
mail-key-title = Clé OpenPGP pour le courriel
mail-key-lead = Un courriel qui vous est adressé est chiffré pour cette clé, ou il ne part pas. Ce qu’il dit reste le même : qu’il y a quelque chose, jamais quoi.
mail-key-fingerprint = Empreinte
mail-key-compare = Comparez-la à celle que montre votre propre programme.
mail-key-bad = Aucun courriel ne part vers vous en ce moment :
mail-key-remove = Ne plus chiffrer
mail-key-set = Une autre clé
mail-key-text = Clé publique
mail-key-hint = Elle commence par -----BEGIN PGP PUBLIC KEY BLOCK-----. Si votre adresse est celle d’une liste, donnez la clé de la liste.
done-mail-key = Vos courriels sont désormais chiffrés pour cette clé.
done-mail-key-removed = Vos courriels ne sont plus chiffrés.

# Ce qu’un centre dit de lui-même
profile-title = Profil
profile-lead = Ce que les membres du réseau lisent sur ce centre : qui il peut aider, quand il répond, et comment le joindre sans risque.
profile-none = Ce centre n’a encore rien dit de lui-même.
profile-change = Modifier ce qui est dit ici
profile-by-coordinators = Un compte avec le droit « signer pour le réseau » peut le modifier.
profile-languages = Langues dans lesquelles vous répondez
profile-others = Autres langues, par leur code
profile-others-hint = Séparées par des virgules, par exemple : ckb, rw.
profile-hours = Quand vous répondez
profile-hours-hint = Avec le fuseau horaire, par exemple : du lundi au vendredi, de 9 h à 17 h, heure de Tunis.
profile-services = Ce que vous faites, un service par ligne
profile-services-hint = Par exemple : analyse d’appareils, récupération de comptes, hébergement.
profile-channels = Comment vous joindre
profile-channels-more = Un moyen de contact sans adresse est laissé de côté. Après chaque envoi, une nouvelle place est libre.
profile-channel = Moyen de contact { $n }
profile-kind = Lequel, par exemple Signal ou courriel
profile-at = Adresse ou numéro
trait-end-to-end = chiffré de bout en bout
trait-no-account-needed = sans compte
trait-monitored = peut être surveillé
trait-emergency = pour les urgences
trait-public = tout le monde peut le connaître : il figure sur la page publique de contact
profile-trust = Ce sur quoi les autres comptent
profile-agreed = Nos équipes ont signé un accord de confidentialité sur ce que les autres nous envoient
profile-since = Depuis le
profile-legal = Votre réponse quand des autorités demandent ce que d’autres vous ont envoyé
profile-legal-hint = Une ou deux phrases. Les centres les lisent avant de vous envoyer du TLP:AMBER.
profile-feed = Ce que nous publions peut aussi figurer dans le flux public de tout le réseau
profile-act = Le dire à tous les membres
done-profile = C’est dit. Les membres le liront après leur prochain échange.
profile-roster = Ce que dit le registre
profile-roster-more = Ces mots figurent dans le registre signé. Vous demandez un changement, et la coordination l’inscrit dans le prochain registre.
profile-asked = Vous l’avez demandé, et le registre ne le contient pas encore :
profile-name = Nom du centre
profile-country = Pays dont vous suivez le droit
profile-country-hint = Deux lettres, par exemple TN.
profile-duty = Ce que vous devez signaler aux autorités
profile-duty-hint = Laissez vide si une telle obligation n’existe pas. Les centres le voient avant de vous envoyer quoi que ce soit.
profile-replace = Oublier ce qui a été demandé avant
profile-ask = Demander à la coordination
profile-leave = Quitter le réseau
profile-leave-more = Une fois que la coordination a signé un registre sans ce centre, plus rien n’entre et plus rien ne sort. Retirez auparavant ce que les autres ne doivent pas garder.
profile-leave-act = Demander à partir
desk-coordinate = Il entre dans la coordination, ou sa nouvelle clé de coordination compte
desk-threshold = Dans ce cas, signatures nécessaires ensuite pour un registre : plus de la moitié de la coordination
profile-coordinate = Nous proposons de signer les registres avec la coordination
said-languages = Langues
said-hours = Répond
said-services = Services
said-channels = Se joint par
said-agreement = Accord de confidentialité
said-since = depuis le
said-no-agreement = aucun connu
said-legal = Si des autorités demandent
said-jurisdiction = Droit du pays
said-nothing = n’a encore rien dit de lui-même
lack-encrypted = Aucun moyen de contact n’est ici chiffré de bout en bout.
lack-easy = Chaque moyen de contact demande ici un compte ou un programme particulier.
desks-title = Centres
desks-lead = Qui fait partie de ce réseau, dans les mots de chaque centre, et à quel point on les connaît ici.
desks-gone = { $n ->
    [one] { $n } centre n’est plus membre
   *[other] { $n } centres ne sont plus membres
}
desks-members = Membres seulement
desk-own = ce centre-ci
desk-fulfil = Préparer un registre qui le fait
key-by-voice = Clé comparée de vive voix
key-by-voice-not = pas encore
key-again = À vérifier de nouveau, de vive voix ou en personne : la clé a changé, ou un an a passé.
settle-title = Ce centre est suspendu
settle-unsettled = La suspension prend fin d’elle-même, sauf si un registre en décide. Le réadmettre la lève ; la maintenir la fait durer.
settle-hint = Le réadmettre lui permet d’envoyer et de recevoir à nouveau, dès qu’il y a assez de signatures.
readmit-act = Réadmettre { $name }
stay-act = Maintenir la suspension de { $name }

# Règles
rule-threshold = Signatures de la coordination nécessaires pour un registre
rules-out = Qui ne doit plus faire partie de la coordination
rules-in = Un centre propose de coordonner depuis sa page de profil. Sa page dans ce réseau a le bouton qui l’accepte.
rules-change = D’autres règles
rules-change-more = Ceci prépare le prochain registre et le signe pour vous. Il compte dès qu’il y a assez de signatures.
rules-draft = Préparer un registre avec ces règles
rule-number = Il faut ici un nombre entier.
rule-no-change = Rien ne changerait : modifiez un nombre ou collez un autre code de conduite.
code-digest = Le registre le désigne par cette empreinte (SHA-256) :
code-none = Ce réseau n’a pas encore de code de conduite.
code-lacks = Le nouveau code de conduite ne semble pas dire :
code-lacks-descriptions = ce qui est attendu et ce qui ne l’est pas, avec des exemples
code-lacks-reporting = à qui le dire quand quelqu’un ne le suit pas, et comment
code-lacks-enforcement = ce qui se passe alors
code-lacks-demarcation = à qui il s’applique, et où il s’arrête
code-read = Collez le texte entier, après l’avoir lu
code-read-hint = Chaque caractère compte. Seul le texte qui a cette empreinte peut être accepté.
code-accept-act = Ce centre le respecte
code-is-another = Ce n’est pas le texte que désigne le registre. Chaque caractère compte, même la fin de la dernière ligne.
code-new = Un nouveau code de conduite
code-new-hint = Collez le texte entier. Le registre reçoit son empreinte ; transmettez le texte lui-même aux centres, qui l’acceptent un à un.
accepted-by = Accepté par
done-code = Tous les membres apprendront que ce centre respecte le code de conduite.

# Sources
import-sources = Ce que d’autres publient régulièrement peut être demandé à heures fixes.
sources-title = Sources
sources-lead = Listes et flux d’autres organisations, que ce nœud demande à heures fixes.
sources-none = La configuration ne nomme aucune source.
sources-pace = Une source n’est demandée que toutes les cinq minutes au plus : qui la publie le souhaite ainsi.
sources-by-analysts = Les comptes qui peuvent écrire et envoyer peuvent en demander une tout de suite.
sources-no-node = Aucun nœud ne tourne derrière ces pages : rien ne peut être demandé d’ici.
sources-how = Ce que devient ce qui arrive
sources-how-kept = Les listes servent aux recherches ou aux avertissements. Elles ne sont jamais partagées.
sources-how-drafts = Ce qui devient un bulletin reste un brouillon, jusqu’à ce qu’une personne l’ait regardé.
sources-how-named = Les sources se nomment sur la machine elle-même, dans sa configuration :
source-works = fonctionne
source-fails = ne fonctionne pas
source-not-asked = pas encore demandée
source-asked = demandée
source-worked = a fonctionné pour la dernière fois
source-never-worked = n’a jamais fonctionné
source-since = Depuis le
source-refused = { $n ->
    [one] { $n } partie non reprise
   *[other] { $n } parties non reprises
}
source-unreachable = Son serveur est injoignable, ou ne donne pas ce qui est demandé.
source-act = Demander maintenant
source-too-soon = Elle a été demandée il y a moins de cinq minutes, ou beaucoup de demandes attendent. Réessayez un peu plus tard.
done-source = La source a été demandée. Le résultat figure ci-dessous.
done-source-under-way = La source est en cours de demande, ce qui peut prendre un moment. Le résultat figurera ici.

# Retraits qui attendent une seconde personne
hidden-title = { $n ->
    [one] { $n } retrait attend une seconde personne
   *[other] { $n } retraits attendent une seconde personne
}
hidden-more = Quelqu’un a retiré beaucoup de choses en même temps. Tout est déjà caché partout. Si c’était voulu, détruisez-le maintenant ; sinon, parlez-en ensemble avant l’échéance.
hidden-until = gardé jusqu’au
hidden-act = { $n ->
    [one] Le détruire maintenant
   *[other] Détruire les { $n } maintenant
}
hidden-others = { $n ->
    [one] { $n } de vos retraits est caché et attend une seconde personne ou son échéance.
   *[other] { $n } de vos retraits sont cachés et attendent une seconde personne ou leur échéance.
}
done-destroyed = C’est détruit.
