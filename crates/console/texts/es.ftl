# Consola de Fanal, español.
# Whoever speaks it from birth and has read it all signs the next line: name, YYYY-MM-DD. Until then pages say that
# nobody has.
# reviewed-by:

## Every page

changed-look-again = Ha cambiado desde que lo miró. Así está ahora: mírelo otra vez antes de enviar.
skip = Ir al contenido
menu = Menú
nav = Páginas
nav-home = Inicio
nav-check = Comprobar
nav-inbox = Recibidos
nav-new = Compartir
title-mend = Por corregir
faults-title = { $n ->
    [one] Hay una cosa por corregir
   *[other] Hay { $n } cosas por corregir
}
comma = ,
details = Detalles, en inglés
signed-in-as = Sesión abierta:
sign-out = Cerrar sesión
language = Idioma
help-contact = ¿Algo falla o no queda claro? Consulte a quien administra su centro.
help-report = ¿Un centro no cumplió una regla? Dígalo a la coordinación.
unreviewed = Estos textos aún no los ha revisado una persona de lengua materna.
idle = Su sesión termina en cinco minutos. Abra cualquier página para seguir; lo que está escribiendo se conserva.
back-home = Volver al inicio
problem-title = No se ha podido hacer
problem-absent = Aquí no hay nada
alarm-forked = Se han visto dos registros distintos de esta red. Hasta que la coordinación lo aclare, solo circulan los retiros.
alarm-expired = El registro de esta red ha caducado. Hasta que la coordinación lo renueve, casi nada puede enviarse.
alarm-stale = Hace tiempo que no hay señal de la coordinación. TLP:AMBER y TLP:RED quizá tengan que esperar.
alarm-unheard = Hace tres días que no hay señal de la coordinación. Si sigue así, TLP:AMBER y TLP:RED tendrán que esperar.

day-monday = lunes
day-tuesday = martes
day-wednesday = miércoles
day-thursday = jueves
day-friday = viernes
day-saturday = sábado
day-sunday = domingo
ago-now = ahora mismo
ago-minutes = { $n ->
    [one] hace un minuto
   *[other] hace { $n } minutos
}
ago-hours = { $n ->
    [one] hace una hora
   *[other] hace { $n } horas
}
ago-days = { $n ->
    [one] hace un día
   *[other] hace { $n } días
}
desks = { $n ->
    [one] { $n } centro de ayuda
   *[other] { $n } centros de ayuda
}
values = { $n ->
    [one] { $n } valor
   *[other] { $n } valores
}
known-here = { $n ->
    [one] uno de ellos ya se conoce aquí
   *[other] { $n } de ellos ya se conocen aquí
}

## What was done

done-ended = Su sesión ha terminado. Inicie sesión para seguir.
done-out = La sesión está cerrada.
done-cookie = Su navegador no ha guardado la sesión. Use la dirección https de esta consola, su dirección onion o esta misma máquina.
done-lang = El idioma se ha cambiado.
done-sent = Se ha enviado.
done-sent-sealed = El archivo sellado salió. Este servidor no pudo leerlo.
done-waiting = Ahora espera a una segunda persona.
done-kept = El borrador se ha guardado.
done-mended = Se ha cambiado. Así queda ahora.
done-forgotten = El borrador se ha borrado.
done-stance = Queda anotado.
done-sighted = Se ha avisado al centro que lo compartió.
done-asked = La pregunta se ha enviado.
done-approved = Está aprobado. Será público a la próxima hora a la que publica este centro, una vez terminado el embargo.
done-endorsed = Se ha comunicado a su centro que usted lo aprueba. Puede publicar exactamente esto, y nada más.
done-published = Es público.
done-returned = Se ha devuelto a quien lo escribió.
done-withdrawn = Se ha retirado.
done-revised = La nueva revisión se ha enviado.
done-recorded = Queda registrado.
done-everywhere = Está cerrada.

## Signing in

sign-in-title = Iniciar sesión
account = Cuenta
password = Contraseña
sign-in = Iniciar sesión
sign-in-wrong = La cuenta o la contraseña no son correctas.
sign-in-later = Hubo muchos intentos. Espere un poco y pruebe otra vez.
no-day = Escriba el día así: año, mes y día, 2026-11-22.
nothing-done = Su sesión había terminado: NO se hizo NADA. Inicie sesión y volverá a la página donde estaba. Si todavía lo quiere, pulse allí el botón otra vez.
sign-in-wrong-code = La cuenta, la contraseña o el código no son correctos.
sign-in-recovery = Tengo que esperar, o perdí mi aplicación de autenticación
sign-in-recovery-code = Código de recuperación
sign-in-recovery-hint = Con uno de sus códigos de recuperación junto a la contraseña no tiene que esperar. Cada uno vale una vez.
sign-in-kept = Su sesión había terminado. Lo que escribió se conserva: inicie sesión y lo encontrará como borrador.
sign-in-cookie = Una sola cookie mantiene la sesión. Termina media hora después de la última página.

## Home

home-title = Inicio
home-share = ¿Ha encontrado algo?
home-share-act = Compartirlo
home-waiting = Pendiente
home-new = { $n ->
    [0] No ha llegado nada nuevo
    [one] Un boletín nuevo
   *[other] { $n } boletines nuevos
}
home-reviews = { $n ->
    [0] Nada espera revisión
    [one] Un elemento espera revisión
   *[other] { $n } elementos esperan revisión
}
home-drafts = { $n ->
    [one] Tiene un borrador
   *[other] Tiene { $n } borradores
}
home-withdrawals = { $n ->
    [one] A un retiro aún le faltan respuestas
   *[other] A { $n } retiros aún les faltan respuestas
}
home-refused = { $n ->
    [one] Una respuesta a un retiro es un rechazo
   *[other] { $n } respuestas a retiros son rechazos
}
home-notices = { $n ->
    [one] Una cosa que saber o que responder
   *[other] { $n } cosas que saber o que responder
}
notices-title = Para saber o responder
notices-lead = Lo que otros centros dicen de sí mismos, y lo que le espera.
notices-none = Ahora no hay nada que saber ni que responder.
notice-since = Desde
notice-until = Hasta
notice-source-gone = Lo que esto cita fue retirado. Indique otra fuente en una nueva revisión, o se irá por sí solo.
notice-publication-alone = Se publicó después de la copia restaurada y nadie sabe en qué permiso se apoya. Ya no está en su sitio, y se irá por sí solo.
notice-withdrawn-since = Fue retirado después de la copia restaurada y nadie sabe por quién. Mire sus registros de consentimiento antes de que salga nada más.
notice-yes-without-record = Volvieron tras una restauración, y ningún registro de consentimiento los conoce. Diga en una nueva revisión de quién es el permiso, o retírelos.
notice-consent-doubted = Después de la copia restaurada se retiró algo de un registro de consentimiento. Pregunte a la persona.
notice-hidden = Retirado junto con muchos otros: oculto, y destruido en ese momento.
notice-breach-of = { $desk } avisa de una filtración a la coordinación.
notice-breach = { $desk } avisa de una filtración. Tenía estos, que son suyos.
notice-absence = Nadie responde en { $desk }.
notice-locked = { $desk } se bloqueó. No se le envía ni se toma nada de él hasta que la próxima lista diga qué será de él.
notice-open-again = { $desk } se abrió de nuevo y pide volver. Llame a su gente a un número que ya tenía.
notice-slip = Se mostró a { $by } el resguardo de { $desk }. No se le envía ni se toma nada de él hasta que la próxima lista diga qué será de él.
notice-grant = { $desk } le permite publicar esto.
notice-grant-over = { $desk } ya no le permite publicar esto. Lo que publicó de ello ya no está.
notice-not-as-closed = { $desk } volvió y cierra su registro antiguo de otra forma que como lo firmó. Pregunte a su gente; la prueba se guarda.
notice-held-beyond = { $desk } volvió y no conoce todo lo que usted tiene de su registro antiguo. Si sigue así, pregunte a su gente.
home-holds = Boletines guardados aquí: { $bulletins }.
home-values = Valores conocidos: { $values }.
home-no-network = Este centro aún no está en ninguna red: puede mirar, pero no compartir.
home-no-content = Su cuenta sirve para administrar el centro o coordinar la red. No ve ningún contenido.

## Check

check-title = ¿Alguien ha visto esto?
check-label = Un enlace, una dirección, un hash, una aplicación o un texto que los contenga
check-hint = La pregunta no sale del nodo de su centro.
check-act = Comprobar
check-nothing = Escriba algo primero.
check-unknown = { $n ->
    [0] Nada de esto parece un valor
    [one] No se conoce aquí
   *[other] Ninguno de estos { $n } valores se conoce aquí
}
check-unknown-more = Que nadie lo haya reportado no significa que sea seguro.
check-known = Valores ya conocidos aquí: { $n } de { $all }
check-listed = { $n ->
    [one] Un valor está en una lista de terceros
   *[other] { $n } valores están en listas de terceros
}
check-listed-more = Listas de otras entidades que este centro guarda para consultarlas. Lo que saben no es lo que sabe esta red, y nada de ellas se transmite.
check-list-of = { $list }, desde el { $day }
warned-title = { $n ->
    [one] Una lista de advertencia conoce uno de ellos
   *[other] Las listas de advertencia conocen { $n } de ellos
}
warned-more = Es una advertencia, no un veredicto: un nombre o una dirección así suele servir a mucha gente que no tiene nada que ver. Mírelo dos veces antes de que otros lo bloqueen.
warned-common-sites = Sitios comunes
guard-common-site = un sitio que mucha gente necesita
guard-shared-platform = una plataforma que mucha gente comparte
guard-public-suffix = una terminación común a todo el mundo
check-unread = No reconocido:
check-ask = Preguntar a la red
check-share = Compartirlo

## Labels

label = Etiqueta
label-red = solo personas nombradas
label-strict = centros elegidos, solo su equipo
label-amber = centros elegidos
label-green = esta red
label-clear = público
label-red-more = Para las personas que usted nombra y nadie más. Mejor decirlo en persona o por teléfono.
label-strict-more = Para los centros que elija: su equipo, no las personas beneficiarias.
label-amber-more = Para los centros que elija. Pueden contarlo a una persona beneficiaria que lo necesite.
label-green-more = Para todos los centros de esta red. Nunca en público.
label-clear-more = Para todo el mundo, cuando una segunda persona lo haya aprobado.
label-white = TLP:CLEAR se llama WHITE en TLP 1.0.
label-not-now = Ahora no es posible:

## The inbox

inbox-title = Recibidos
inbox-empty = Nada coincide.
pages = Páginas de esta lista
page-next = Más antiguos
page-previous = Más recientes
filters = Filtrar y buscar
filter-act = Filtrar
search-label = Palabras de un título
search-act = Buscar
folder = Mostrar
folder-received = De otros centros
folder-own = De este centro
folder-public = Lo que es público
folder-all = Todo
state = Estado
category = Categoría
desk = Centro
any = Cualquiera
stance-new = nuevo
stance-use = en uso
stance-watch = en observación
stance-dismissed = no nos concierne
act-use = Usar
act-watch = Observar
act-dismiss = No nos concierne
act-question = Pregunta
bulk = Con todo lo marcado

## Kinds, roles, categories

value = Valor
kind = Tipo
role = Rol
kind-domain-name = dominio
kind-url = enlace
kind-ipv4-addr = dirección IPv4
kind-ipv6-addr = dirección IPv6
kind-email-addr = dirección de correo
kind-md5 = hash MD5
kind-sha1 = hash SHA-1
kind-sha256 = hash SHA-256
kind-sha512 = hash SHA-512
kind-app-id = aplicación
kind-cert-md5 = certificado (MD5)
kind-cert-sha1 = certificado (SHA-1)
kind-cert-sha256 = certificado (SHA-256)
kind-process-name = proceso
kind-file-name = nombre de archivo
kind-file-path = ruta de archivo
kind-configuration-profile-id = perfil de configuración
kind-android-property = propiedad de Android
role-c2 = servidor de mando y control
role-delivery = entrega el ataque
role-website = sitio web del producto
role-sender = remitente
role-payload = el propio archivo o aplicación
role-unknown = no se sabe
role-as-below = como abajo
role-of-rest = Rol de todos los demás
category-none = Sin indicar
category-phishing = phishing
category-account-takeover = robo de cuenta
category-spyware = programa espía
category-stalkerware = stalkerware (programa de acecho)
category-malware = otro programa malicioso
category-vulnerability = vulnerabilidad
category-harassment = campaña de acoso
category-impersonation = cuenta falsa
category-doxxing = doxxing (difusión de datos personales)
category-site-attack = ataque a un sitio web
category-censorship = censura o corte de internet
category-interception = interceptación
category-device-loss = dispositivo incautado o perdido
category-data-leak = fuga de datos

## The composer

compose-title = Compartir lo que ha encontrado
compose-ask-title = Preguntar a la red
compose-lead = Cinco bloques cortos. Nada se envía antes de la página siguiente.
compose-templates = Empezar con:
begun-phishing = Phishing que se hace pasar por …
begun-phishing-lines = Se parece a: | Llegó por (mensaje, correo, llamada): | Desde: | Lo que pide: | Quién debería estar alerta:
begun-stalkerware = Software de acoso en un teléfono: …
begun-stalkerware-lines = Su nombre y cómo se esconde: | Qué teléfono y sistema: | Cómo pudo llegar ahí: | Qué envía y adónde: | Qué ayudó:
begun-spyware = Un enlace que trae software espía: …
begun-spyware-lines = Cómo llegó el enlace: | Qué dice ser: | A qué aparatos apunta: | Desde: | Qué hay que buscar:
begun-impersonation = Una cuenta que se hace pasar por …
begun-impersonation-lines = Por quién se hace pasar: | En qué servicio: | Desde: | Qué pide a la gente: | Denunciada al servicio (sí o no):
begun-site-attack = Un ataque contra un sitio: …
begun-site-attack-lines = Qué le pasa al sitio: | Desde: | De dónde viene: | Qué ayudó: | Para qué deberían prepararse otros:
template-phishing = enlace de phishing
template-stalkerware = stalkerware encontrado
template-spyware = enlace de programa espía
template-impersonation = cuenta falsa
template-site-attack = ataque a un sitio
compose-what = ¿Qué ha visto?
compose-content = Pegue lo que tenga: enlaces, hashes, nombres de aplicaciones, un informe
compose-content-hint = Se entienden formas como hxxp y [.]. Nada se abre ni se consulta fuera.
compose-read = Leerlo
recognised = { $n ->
    [0] No se reconoce nada
    [one] Un valor reconocido
   *[other] { $n } valores reconocidos
}
recognised-known = { $n ->
    [one] uno ya se conoce
   *[other] { $n } ya se conocen
}
recognised-caption = Valores reconocidos
recognised-more = { $n ->
    [one] Otro valor está leído y no aparece aquí.
   *[other] Otros { $n } valores están leídos y no aparecen aquí.
}
known-in = conocido: { $where }
leave-out = Dejar fuera
common-drop = se queda fuera
common-keep = conservar
common-dropped = { $n ->
    [one] Un valor es un sitio que mucha gente necesita, y se ha quedado fuera. Si de verdad es del atacante, elija «conservar» a su lado.
   *[other] { $n } valores son sitios que mucha gente necesita, y se han quedado fuera. Si alguno es de verdad del atacante, elija «conservar» a su lado.
}
seen-once = Visto en una sola persona
not-taken = { $n ->
    [one] Una línea no se ha incluido
   *[other] { $n } líneas no se han incluido
}
reading-title = Lo que se adivinó o se pasó por alto
reading-merged = Repetidos, unidos: { $n }
reading-other-names = Repeticiones con otro nombre: { $n }. Se conserva el primero.
reading-unlisted = Líneas ni incluidas ni mostradas aquí: { $n }
reading-file-name = El nombre del archivo dice que sus líneas son de este tipo: { $kind }
reading-like-app-ids = Dominios que parecen nombres de aplicación: { $n }. Si lo son, dígalo abajo.
reading-column-of-kind = Columna «{ $what }»: { $kind }
reading-column-mixed = Columna «{ $what }»: valores, reconocidos por su forma
reading-column-kinds = Columna «{ $what }»: dice de qué tipo es cada valor
reading-column-names = Columna «{ $what }»: nombres
reading-column-roles = Columna «{ $what }»: qué hace cada uno
reading-column-labels = Columna «{ $what }»: etiquetas
reading-mail-headers = Líneas de cabecera de correo pasadas por alto: { $n }. Nombran servidores, destinatarios y a quien reenvió el correo.
reading-mail-decoded = Partes de un correo descodificadas antes de leer los valores: { $n }
reading-attachments = Adjuntos de un correo que no se abrieron: { $n }. Traiga su contenido como archivos.
reading-mail-broken = Partes de un correo que dicen estar codificadas y no lo están, leídas tal cual: { $n }
reading-knowledge = Vulnerabilidades, como información: { $n }. No sirven para detectar ni para bloquear.
reading-says-label = El texto dice { $what }.
reading-no-label = Partes sin etiqueta propia: { $n }
reading-several-labels = Lleva { $n } etiquetas: { $what }. Cuenta la más estricta.
reading-to-delete = Valores que la lista pide borrar, no incluidos: { $n }
reading-nothing-matched = Hallazgos sin indicador coincidente, pasados por alto: { $n }
reading-withdrawn = Retirados por su fuente, no incluidos: { $n }
reading-one-organisation = Su fuente lo reserva a una sola organización.
reading-one-community = Su fuente lo reserva a una comunidad.
reading-communities = Su fuente lo reserva a comunidades conectadas.
reading-sharing-group = Es para un grupo de intercambio: { $what }
reading-unknown-distribution = Su fuente indica el alcance «{ $what }», que aquí no se conoce: se trata como limitado a una sola organización.
reading-context = Valores dados como contexto, que no sirven para detectar: { $n }
reading-narrower = Partes que no pueden ir tan lejos como el conjunto: { $n }
reading-deleted = Partes borradas por su fuente, no incluidas: { $n }
reading-people = Partes sobre personas y objetivos, pasadas por alto: { $n }
reading-proposals = Propuestas de terceros, no incluidas: { $n }
reading-references = Vínculos entre objetos, no conservados: { $n }
reading-bad-context = Valores de contexto que no son lo que dice su tipo: { $n }
reading-not-matched = «{ $what }» no se compara aquí con nada: { $n }
reading-tags = Palabras clave de su fuente: { $what }
reading-observables = Observaciones sin veredicto, guardadas sin comparar: { $n }
reading-kept-only = Guardados sin comparar: { $n } ({ $what })
reading-statement = Su fuente pide: { $what }
reading-older-version = Una versión anterior del formato: { $what }
reading-oddity = Algo anómalo: { $what }
reading-more-oddities = Otras anomalías: { $n }
reading-of-type = Entradas del tipo «{ $what }»: { $n }
reading-part-not-matched = Entradas cuyo «{ $what }» no se compara con nada: { $n }
reading-lost-characters = Caracteres que no se pudieron leer: { $n }
reading-encoding = Leído como { $what }
reading-shared-before = Ya compartidos por este centro, con el mismo alcance: { $n }. No se envían otra vez.
refused-no-value = no parece ningún valor
refused-not-of-kind = no es del tipo esperado
refused-private = una dirección de red privada: en cada centro es otra cosa
refused-too-many = más valores de los que se leen de una vez
refused-too-long = demasiado largo para un valor
refused-broken = no se puede leer
refused-unknown-type = su tipo no se compara aquí
refused-unreadable-marking = su marca no se puede leer aquí: queda fuera
refused-file-or-domain = ¿un nombre de archivo o un dominio? Escriba el punto como [.] si es un dominio.
refused-app-or-domain = ¿un nombre de aplicación o un dominio? Escriba los puntos como [.] si es un dominio.
refused-not-text = no es un texto: póngalo entre comillas
refused-pattern = un patrón que no se puede leer
refused-kept-narrower = su fuente no permite que llegue tan lejos como esta etiqueta: queda fuera
compose-carried = El archivo dice { $label }. Solo su fuente puede ampliarlo.
compose-words = En dos líneas
compose-title-field = Título
compose-title-hint = Qué es, no a quién afectó: «SMS de paquetería con una página de pago falsa».
compose-summary = Resumen
compose-summary-hint = Qué pasó, qué hay que buscar, qué hacer. Sin nombres ni lugares más precisos que un país.
compose-lang = Idioma de estos dos textos
urgent = Urgente
field-urgent = Urgente
urgent-hint = Va antes que todo lo demás, y llega a pesar de las horas de silencio a quienes lo permiten.
content-warning = El texto puede ser duro. Mostrarlo
field-content-warning = Advertencia de contenido
content-warning-hint = Para violencia y contenidos semejantes: el resumen queda plegado hasta que alguien quiera leerlo.
compose-alert = ¿Bloquearlo pondría sobre aviso a quien lo instaló?
compose-alert-yes = Sí, o no se sabe: solo listas de detección
compose-alert-no = No: se puede bloquear
compose-consent = ¿Viene de alguien a quien ayudan?
compose-consent-question = ¿Qué dijo la persona?
consent-not-needed = Nadie a quien ayudemos está implicado:
consent-why-not = Por qué no hay nadie implicado
why-not-no-beneficiary = observación propia
why-not-already-public = ya es público
why-not-vendor-report = informe de una empresa de seguridad
why-not-own-infrastructure = nuestra propia infraestructura
consent-granted = La persona acepta que llegue
consent-scope = Hasta dónde aceptó
scope-desk = solo a nuestro centro
scope-named = a los centros que la persona nombró
scope-network = a la red
scope-public = al público
consent-refused = La persona dijo que no: se queda aquí
consent-not-asked = Aún no hemos preguntado a la persona: se queda aquí
consent-more = Registro de consentimiento y mención del nombre
consent-record = La palabra con que designan a la persona en los registros de consentimiento
consent-record-hint = Lo que aceptó se toma entonces del registro. La palabra nunca sale de este centro.
consent-attribution = Se puede nombrar a la persona, y así lo desea
compose-far = ¿Hasta dónde puede llegar?
compose-label-question = Elija una etiqueta
compose-to = Solo estos centros y grupos
compose-to-hint = TLP:AMBER necesita al menos uno. Con TLP:GREEN, no marcar ninguno significa toda la red.
group = grupo
also-please = Además, por favor
also-please-hint = Una frase que todo el mundo debe respetar: «no contactar con el proveedor de alojamiento».
compose-more = Fechas, usos, fuente
not-before = No público antes del
retain-until = Conservar hasta el
pap = Qué está permitido hacer con ello
pap-none = Sin indicar
pap-red = PAP:RED: solo buscar en los registros propios
pap-amber = PAP:AMBER: consultas discretas, sin bloquear
pap-green = PAP:GREEN: se permite bloquear
pap-clear = PAP:CLEAR: todo lo que sea legal
source = Fuente
licence = Licencia
independent-source = De dónde lo tiene, aparte de boletines de otros centros
question-until = La pregunta termina el
who-will-see = Quién verá esto
seen-later = Elija arriba el consentimiento y la etiqueta, y luego mire.
compose-look = Mostrar quién verá esto
compose-continue = Continuar
compose-keep = Guardar borrador
instead-title = Con otra etiqueta
instead = { $n ->
    [one] { $label }: { $n } centro
   *[other] { $label }: { $n } centros
}
matrix-title = Centro por centro, para cada etiqueta
matrix-caption = Quién lo vería con qué etiqueta; los números remiten a los motivos
missing-content = Pegue o escriba lo que ha visto.
missing-title = Póngale un título.
missing-consent = Diga qué aceptó la persona, o que no hay nadie implicado.
missing-label = Elija hasta dónde puede llegar.

seen-now = Ahora
seen-nobody = nadie
seen-readers = Quién lo lee
seen-readers-staff = En cada centro: analistas y revisión.
seen-readers-all = En cada centro: analistas, revisión y coordinación.
seen-readers-here = { $n ->
    [one] Aquí es { $n } cuenta.
   *[other] Aquí son { $n } cuentas.
}
seen-readers-elsewhere = Aquí no se sabe quién trabaja en los otros centros.
seen-then = Después
seen-not = No lo verán
seen-why-not = Cuáles, y por qué no
seen-public = Público
seen-never-public = No será público.
seen-public-now = Puede ser público de inmediato.
seen-public-after = Puede hacerse público, después de esto:
seen-note = Nota
seen-against = No puede enviarse así:
then-named-people = Solo lo ven las personas nombradas. No deben transmitirlo.
then-staff-only = Solo lo ve su equipo: ninguna persona beneficiaria, ningún otro centro.
then-staff-and-beneficiaries = Pueden contarlo a las personas beneficiarias que lo necesiten. No deben transmitirlo a otros centros.
then-these-desks = Lo ven todas las personas de estos centros. No deben transmitirlo a otros centros.
then-inside-the-groups = Los miembros de los grupos pueden transmitírselo.
then-inside-the-network = Cualquier centro activo puede transmitirlo a cualquier otro. Nunca en público.
then-as-green-until-published = Cualquier centro activo puede transmitirlo a cualquier otro. El público lo tendrá cuando se publique.
note-reporting = { $desk } debe informar de algunos casos a las autoridades:
note-reporting-somewhere = país no indicado
note-each-other = Los centros que lo reciben sabrán qué otros lo recibieron.
note-night = { $desk } está cerrado ahora; su hora y su horario:
note-calls-out = { $desk } no admite conexiones entrantes: lo recibirá cuando se conecte.
note-legal-requests = Si una autoridad se lo pide a { $desk }:
note-nobody-to-approve = Nadie en este centro podría aprobarlo: quien lo escribe o lo envía no puede. Compártalo con un centro que pueda revisarlo por ustedes.
note-no-agreement = No consta acuerdo de confidencialidad: { $desks }.
note-members-first = { $n ->
    [one] Primero lo tienen los miembros, y el público un día después. Si usted pone una fecha, vale esa.
   *[other] Primero lo tienen los miembros, y el público { $n } días después. Si usted pone una fecha, vale esa.
}
note-no-agreements = { $n ->
    [one] Uno de estos centros no tiene acuerdo de confidencialidad registrado.
   *[other] { $n } de estos centros no tienen acuerdo de confidencialidad registrado.
}

## Confirm

confirm-title = Mire una vez más
confirm-stays = Puede retirarlo en cualquier momento. Lo que alguien ya anotó o descargó no se puede retirar.
confirm-clear = Lo público lo puede leer todo el mundo, también quienes hicieron esto. Los archivos ya descargados no se pueden retirar.
confirm-back = Cambiar algo
act-send = { $n ->
    [0] Enviar
    [one] Enviar a { $n } centro
   *[other] Enviar a { $n } centros
}
act-review = Pedir revisión antes de publicar
findings-title = { $n ->
    [one] Una cosa parece personal
   *[other] { $n } cosas parecen personales
}
findings-lead = Quítelo, abrévielo o diga por qué se queda. Quien revisa ve su motivo.
answer-title = Antes de enviar estas palabras
answer-lead = Dicen algo que parece personal. Quítelo, abrévielo o diga por qué se queda. Todavía no se envía nada.
answer-words = Sus palabras
answer-act = Enviar con mis respuestas
finding-because = Se queda, porque
finding-hint = Si queda vacío, no se envía nada.
finding-also = { $n ->
    [one] y en un lugar más
   *[other] y en { $n } lugares más
}
hints-title = { $n ->
    [one] Una cosa más que mirar
   *[other] { $n } cosas más que mirar
}
personal-lead = Nada se envía hasta que cada una se quite, se acorte o se conserve con un motivo en la página siguiente.
place-line = línea { $n }, { $field }
place-value = valor { $n }
place-in-line = línea { $n }
place-row = fila { $n }, columna { $column }
way-domain = Dejar solo el dominio
way-shorter = Dejar solo
way-mask = Escribir
way-remove = Quitarlo
finding-protected-word = Una palabra que este centro protege
finding-address-in-link = Un enlace que contiene el correo electrónico de alguien
finding-phone-in-link = Un enlace que contiene el número de teléfono de alguien
finding-email = Una dirección de correo electrónico
finding-invite = Una invitación a un grupo o a una llamada
finding-profile = Un enlace a la página de una persona
finding-handle = El nombre de alguien en un servicio de mensajería o red social
finding-bank-account = Una cuenta bancaria (IBAN)
finding-card-number = El número de una tarjeta de pago
finding-device-number = El número de un dispositivo o de una tarjeta SIM
finding-hardware-address = La dirección física de un dispositivo
finding-identity-number = Un número de identidad
finding-coordinates = Un punto en el mapa
finding-private-address = Una dirección dentro de la red de alguien
finding-phone = Un número de teléfono
finding-street-address = Una calle y su número
finding-birth-date = Una fecha de nacimiento
finding-user-path = Una ruta con el nombre de quien usa el equipo
finding-device-name = Un dispositivo que lleva el nombre de la persona a quien pertenece
finding-person-name = El nombre de una persona
finding-case-number = Un número de caso
finding-mail-headers = La cabecera de un correo
finding-conversation = Líneas de una conversación
finding-short-link = Un enlace acortado: quien lo creó ve quién lo abre
finding-one-time-link = Un enlace que parece hecho para una sola persona: revelaría a quien lo envió quién avisó
finding-seen-once = Visto en una sola persona: revelaría a quien lo envió quién avisó. Antes de hacerse público, una segunda persona dice por qué se queda, y un embargo de unos días oculta de quién viene
finding-hidden-characters = Caracteres invisibles
finding-look-alike = Una palabra que mezcla letras de dos alfabetos
finding-group-place-time = Unas pocas personas con un lugar y un momento: alguien sabe quiénes son
finding-fine-time = Un momento más preciso que el día
finding-fine-place = Un lugar más preciso que un país
finding-common-site = Un sitio que mucha gente necesita: ¿es de verdad de quien ataca?
finding-blaming = Palabras que culpan a la persona afectada: diga qué hizo quien atacó
finding-unchecked = El control de privacidad no se hizo. Es un error del programa: avise a quien administra su centro
findings-answered = { $n ->
    [one] Un hallazgo tiene respuesta
   *[other] { $n } hallazgos tienen respuesta
}

## Why not

code-policy-label = La etiqueta no llega tan lejos.
code-policy-audience = No está entre los centros a los que va, o hay que nombrar a alguien y no se ha nombrado a nadie.
code-policy-consent-refused = La persona dijo que no.
code-policy-consent-not-asked = No se ha preguntado a la persona.
code-policy-consent-scope = El consentimiento de la persona no llega tan lejos.
code-policy-consent-expired = El consentimiento de la persona ha terminado.
code-policy-review = Una segunda persona no lo ha aprobado.
code-policy-privacy = Algo parece personal y espera respuesta.
code-policy-embargo = No antes de que termine el embargo.
code-policy-pap = Lo que está permitido hacer con ello contradice la etiqueta.
code-policy-reference = Algo que cita no puede llegar tan lejos.
code-policy-member = El centro no es miembro activo de la red.
code-policy-roster = El registro es antiguo, ha caducado, o hay dos.
code-policy-origin = Solo el centro de origen puede hacerlo.
code-policy-withdrawn = Fue retirado.
code-policy-role = Su cuenta no tiene ese permiso.
code-policy-unlabelled = Aún no tiene etiqueta.
code-verify-signature = La firma no es válida.
code-verify-format = No se ha podido leer.
code-verify-log = Contradice lo que se vio antes.
code-verify-revision = Ya hay una revisión más reciente.
code-verify-place = No corresponde a este lugar.
code-verify-time = La fecha está demasiado lejos en el futuro.
code-limit-size = Es demasiado grande.
code-limit-rate = Demasiadas veces seguidas. Espere un poco.
code-usage-invalid = Algo del formulario no es como debería ser.
code-account-unknown = No ha iniciado sesión, o este formulario es demasiado antiguo. Vuelva atrás y pruebe otra vez.
code-account-proof = Esto pide otra vez su contraseña, o un código.
code-account-locked = Este centro está bloqueado.
code-not-found = No existe aquí, o no para usted.
code-conflict = Ya existe, o alguien lo cambió entretanto.
code-peer-unreachable = No se puede contactar con el otro centro.
code-peer-refused = El otro centro lo rechazó.
code-busy = El nodo está ocupado. Pruebe otra vez en un momento.
code-misconfigured = El nodo no está bien configurado. Consulte a quien lo administra.
code-broken = El nodo cometió un error. Consulte a quien lo administra.

## Second factor

sign-in-code = Código de su aplicación de autenticación
sign-in-code-hint = Seis cifras, o uno de sus códigos de recuperación.
sign-in-code-wrong = El código no es correcto, ya se usó, o llegó tarde.
proof = Su contraseña otra vez, o un código de su aplicación de autenticación
proof-hint = Se pide antes de acciones de gran alcance. Déjelo vacío si lo dio en los últimos diez minutos.

## Bulletins

nav-drafts = Borradores
nav-review = Revisión
nav-asks = Preguntas
nav-consent = Consentimiento
nav-export = Archivos
nav-me = Mi cuenta
back = Volver
copy = Copiar
choose = Elegir
yes = sí
no = no
answer = Respuesta
audience = Solo para
consent = Consentimiento
claim-refused = La persona dijo que no.
claim-not-asked = No se preguntó a la persona.
claim-desk = solo nuestro centro
claim-named = los centros que la persona nombró
claim-network = la red
claim-public = el público
bulletin-withdrawn = Boletín retirado
bulletin-gone = Fue retirado, o su plazo ha terminado: su contenido ya no está aquí.
bulletin-alert = Bloquearlo podría avisar a quien lo instaló. Solo está en listas de detección.
bulletin-file = Archivo de este boletín:
bulletin-published = lo que es público
values-more = { $n ->
    [one] Otro valor está en el archivo.
   *[other] Otros { $n } valores están en el archivo.
}
value-active = activo
value-over = terminado, dice su fuente
value-doubted = señalado como falso positivo
value-since = conocido aquí desde el
todo-look = Busque estos valores en los datos que conserva, y diga abajo si ha visto alguno.
todo-accounts = Si alguien lo abrió o respondió: cambiar la contraseña desde otro dispositivo, cerrar las demás sesiones y activar un segundo factor.
todo-device = No borre ni restablezca ningún dispositivo antes de que alguien lo examine: se perderían las pruebas del ataque.
todo-safe = Hable primero de la seguridad de la persona, desde otro dispositivo: quien lo instaló notará que deja de enviar datos.
todo-person = Guarde lo que se envió o publicó, con su fecha y dirección, antes de reportarlo o borrarlo.
todo-site = Guarde los registros con sus horas. Pregunte antes de avisar al proveedor de alojamiento: puede alertar a quien está atacando.
todo-loss = Cierre las sesiones de lo perdido, cambie las contraseñas que contenía y avise a las personas cuyos datos están ahí.
sightings = ¿Visto en otro lugar?
sightings-seen = { $n ->
    [0] Ningún centro ha dicho que lo vio
    [one] Un centro lo ha visto
   *[other] { $n } centros lo han visto
}
sightings-false = { $n ->
    [0] nadie lo considera un falso positivo
    [one] uno lo considera un falso positivo
   *[other] { $n } lo consideran un falso positivo
}
sightings-few = Los números solo se muestran a partir de tres centros.
sight-seen = Visto aquí
sight-false = Falso positivo aquí
sight-named = Con nuestro nombre
sight-hint = Solo lo sabe el centro que lo compartió. Los demás ven un número, nunca quién.
from = De dónde viene
from-signed = Firmado por { $desk } el
from-key = La clave que lo firmó, en palabras:
from-log = En el registro de ese centro es la entrada { $n }.
from-here = Escrito aquí,
from-itself = Vino de ese mismo centro,
from-relay = Lo transmitió { $desk },
from-accepted = Aceptado aquí el { $day }.
got-since = Desde
received-on = Recibido el
from-revision = revisión { $n } de { $all }.
who-got-this = Quién lo recibió
got-nobody = Nadie lo ha obtenido todavía de este centro.
revisions = Revisiones
revisions-lead = Cada una la firmó su centro de origen. Lo que una más nueva sustituyó ya no está aquí.
revision = Revisión
revision-signed = Firmada
revision-came = Llegó aquí
revision-held = aquí
revision-gone = desaparecida
revision-changed = Qué cambió la revisión { $number }
digest = Huella
trace = Su recorrido
trace-signed = firmado por { $desk }
trace-came = llegó aquí de { $desk }
trace-sent = obtenido por { $desk }
weeks-title = Las últimas doce semanas
weeks-table = Lo mismo en una tabla
weeks-from = Semana del
weeks-all = Todos
percent = { $n } %
sideways = Esta tabla es más ancha que la pantalla: desplácela hacia un lado.
picture-weeks = Los boletines de cada semana en barras, por etiqueta: RED llena, AMBER+STRICT con rayas finas, AMBER con rayas anchas, GREEN con rayas horizontales, CLEAR hueca. La tabla de abajo tiene los mismos números.
picture-trace = Imagen de su camino: de su origen a este centro y más allá, con el tiempo que tardó; línea entera y + quien lo tiene, línea cortada y - quien debe borrarlo, puntos y X quien lo borró, línea cortada y dos puntos quien se negó. La tabla de abajo dice lo mismo.
trace-hops = Quién lo tiene de quién
trace-from = De
trace-to = A
trace-after = Tras
trace-has = lo tiene
trace-steps = Paso a paso
trace-limits = Un nodo solo conoce sus propios intercambios: lo que los centros se transmitieron entre sí no está aquí.
as-title = Ver lo que ve otro centro
as-which = Qué centro
as-show = Ver
as-desk = Lo que ve { $desk }
as-nothing = Este centro no ve nada del boletín.
as-hint = Aquí responden las reglas, igual que responderían al enviarlo. Lo que solo sabe su centro (marcas, recuentos, quién lo recibió de ustedes) se deja fuera.
brief = Imprimir para una persona beneficiaria
brief-by = Entregado por
brief-alert = Quitarlo o bloquearlo podría notarse. Hablen de qué es lo más seguro antes de cambiar nada.
brief-look = Qué buscar
brief-defanged = Las direcciones están escritas para que nadie las abra por error.
brief-do = Qué hacer
brief-do-open = No abra los enlaces ni responda.
brief-do-safe = Pida ayuda desde otro dispositivo si alguien puede estar vigilando este.
brief-do-call = Vuelva a contactarnos: no ha hecho nada malo.
brief-print = Imprima con su navegador. La etiqueta está en cada hoja. La entrega se cuenta, sin nombre.

## Revising and withdrawing

revise = Cambiarlo
revise-title = Una nueva revisión
revise-lead = Los centros que lo conservan reciben la nueva revisión. A los que ya no deben tenerlo se les pide borrarlo.
revise-consent = Lo que la persona acepta ahora
revise-consent-same = como antes
revise-leaves-public = Deja de ser público: desaparece de la página pública y de todas las listas, y se avisa a quienes lo descargaron.
revise-recalls = A estos centros se les pide borrar lo que tienen:
act-send-again = Enviarlo
field-title = Título
field-summary = Resumen
field-label = Etiqueta
field-audience = Solo para
field-consent = Consentimiento
field-also-please = Además, por favor
field-values = Valores
withdraw = Retirar
withdraw-title = Retirarlo
withdraw-desks = { $n ->
    [0] Ningún centro lo tiene.
    [one] A un centro se le pide borrarlo, y responde con un recibo firmado.
   *[other] A { $n } centros se les pide borrarlo, y cada uno responde con un recibo firmado.
}
withdraw-public = También sale del canal público.
withdraw-why = Por qué
reason-consent = La persona retiró su consentimiento
reason-error = Era un error
reason-expired = Su plazo ha terminado
missing-reason = Elija un motivo.
withdraw-to-delete = Repetir los valores en las listas que borran valor por valor
withdraw-to-delete-hint = Los equipos de análisis como SpyGuard los quitan en su próximo arranque; pero los valores quedan 30 días en esa lista pública.
withdraw-stays = Los archivos que personas o herramientas ya descargaron, y las capturas de pantalla, no se pueden retirar.
act-withdraw = { $n ->
    [0] Retirarlo
    [one] Retirarlo de { $n } centro
   *[other] Retirarlo de { $n } centros
}
withdrawals-title = Retiros
withdrawals-none = No se ha retirado nada.
withdrawal-progress = Cómo va el retiro
withdrawal-answered = Respuestas recibidas: { $n } de { $all }
withdrawal-waiting = { $n ->
    [one] Un centro aún no ha respondido
   *[other] { $n } centros aún no han respondido
}
withdrawal-refused = { $n ->
    [one] Un centro se negó
   *[other] { $n } centros se negaron
}
withdrawal-nobody = Nadie tiene que responder.
withdrawal-feed = Estaba en el canal público, y ya no está.
withdrawal-hidden = Se retira mucho a la vez: ya está oculto en todas partes, y se destruirá dentro de un día, o cuando una segunda persona lo confirme.
answer-waiting = aún sin respuesta
answer-heard = último contacto: { $at }
answer-unheard = sin contacto hasta ahora
answer-purged = borrado, firmado
answer-not-held = no tiene nada, firmado
answer-refused = se negó

## Review

endorse = Revisar para su centro
endorse-title = Revisión para { $desk }
endorse-lead = Otro centro de ayuda, que no tiene una segunda persona, podrá hacer esto público cuando usted lo apruebe. Lea todo lo que sigue como lo leería alguien que quiere hacer daño.
endorse-findings = El control de su centro encuentra esto. Responde de ello el centro que lo escribió: si no debe ser público, llámelo en lugar de aprobar.
endorse-what = Su aprobación vale exactamente para estos textos y valores. Si el centro cambia uno solo, tiene que volver a pedirla.
act-endorse = Aprobar para { $desk }
review-title = Revisión
review-none = Nada espera revisión.
review-yours = puede aprobarlo usted
review-granted = Palabras de otro centro, que les permite publicarlas:
review-note = Devuelto con la nota:
review-changes = Qué cambia
review-text = Lo que sería público
review-no-summary = No hay resumen.
review-privacy = Lo que parece personal
review-nothing-personal = No se encontró nada. El control conoce formas, no personas: léalo usted.
texts-title = Todos los textos que lo acompañan
texts = { $n ->
    [one] Un texto. Léalo antes de decir que sí.
   *[other] { $n } textos. Léalos antes de decir que sí.
}
texts-where = Dónde está
texts-text = Texto
texts-public = Se hace público
texts-also = { $n ->
    [one] y en un lugar más
   *[other] y en { $n } lugares más
}
values-rest = { $n ->
    [one] Un valor más
   *[other] { $n } valores más
}
review-decide = Decidir
review-own = Usted participó en el texto: debe aprobarlo otra persona.
review-no-right = Su cuenta no tiene permiso para revisar.
review-note-label = Nota para quien lo escribió
act-approve = Aprobar y publicar
act-return = Devolver con la nota
missing-note = Escriba una nota, para que quien lo escribió sepa qué cambiar.
field = Campo
before = Antes
after = Después
draft-draft = borrador
draft-waiting = a la espera de revisión
draft-approved = aprobado, a la espera del fin del embargo
draft-returned = devuelto
draft-sent = enviado
draft-untitled = Sin título
drafts-title = Borradores
drafts-lead = Los borradores son del centro: el siguiente turno los encuentra. Tras un mes sin tocarlos, desaparecen.
drafts-none = No hay borradores.
act-forget = Borrar

## Import, questions, files, account

import-title = Importar
import-lead = Un archivo de otro programa, o un texto. Verá lo que se leyó antes de enviar nada.
import-file = Archivo
import-file-hint = STIX, MISP, CSV, listas, ioc.yaml, alertas de MVT. Lo que no lleva etiqueta necesita una suya.
import-text = O péguelo
read-as = Leerlo como
read-as-guess = lo que parece
read-as-list = un valor por línea
read-as-csv = una tabla (CSV)
read-as-text = texto libre
read-as-stix = STIX
read-as-misp = MISP
import-kinds = Si el tipo no se adivinó bien
import-kind = Cada valor es
import-kind-hint = Para listas de un solo tipo y para columnas con valores de cualquier tipo.
import-columns = Qué hay en las columnas de una tabla
import-column = Columna { $n }
column-any = valores de cualquier tipo
column-kinds = el tipo de cada valor
column-names = nombres
column-roles = qué hace cada uno
column-labels = etiquetas
column-nothing = nada que leer
import-act = Leerlo
import-nothing = Elija un archivo o pegue algo.
found-title = Lo que se halló en el dispositivo de una persona
found-lead = De un archivo así solo se lee lo que coincide, y no se guarda nada. Se avisa a los centros que lo compartieron, a nadie más, y sin una palabra sobre de quién es el dispositivo.
found-would = { $n ->
    [one] El centro de este boletín sabría que se ha visto
   *[other] Los centros de estos { $n } boletines sabrían que se han visto
}
found-told = Se avisó a estos centros
found-not-told = A estos no se les pudo avisar
found-nobody = { $n ->
    [0] Ningún hallazgo lleva indicador: no hay a quién avisar.
    [one] Su único hallazgo no coincide con nada compartido aquí: no hay a quién avisar.
   *[other] Sus { $n } hallazgos no coinciden con nada compartido aquí: no hay a quién avisar.
}
found-unknown = { $n ->
    [one] Otro valor no se conoce aquí. Ni se guarda ni se muestra.
   *[other] Otros { $n } valores no se conocen aquí. Ni se guardan ni se muestran.
}
found-act = Avisar
compose-import = un archivo
asks-title = Preguntas
asks-lead = Una pregunta va a los centros que elija, termina sola y guarda sus respuestas.
asks-act = Preguntar a la red
asks-theirs = De otros centros
asks-ours = De este centro
asks-none = Ninguna por ahora.
knock-title = Pedir hablar
knock-lead = Lo que es TLP:RED es mejor decirlo que escribirlo. Esto le dice a un centro que usted quiere hablar, y nada más.
knock-choose = Elija una persona o un centro
knock-act = Pedir hablar
knock-written = Si hay que escribirlo
knock-written-more = Un texto TLP:RED se sella en su propia máquina para personas concretas, de modo que ningún servidor pueda leerlo.
missing-knock = Diga cómo.
knock-who = Con quién
knock-people = Personas cuya tarjeta tiene este centro
knock-desks = Quien esté en un centro
knock-channel = Cómo
knock-when = Antes de cuándo
knock-when-hint = Hora UTC, por venir.
missing-before = Diga antes de cuándo: un día y una hora por venir.
missing-who = Diga con quién.
knock-please = Quisiéramos hablar con ustedes.
knock-for = Para { $who }.
knock-how = Cómo: { $how }.
knock-before = Antes de: { $when }.
call-phone = Por teléfono
call-video = Por videollamada
call-mail = Por correo cifrado
call-in-person = En persona
red-not-here = No se escribe en esta página:
sealed-title = Sellado para personas
sealed-lead = Lo que es TLP:RED llega sellado para una persona. Ningún servidor puede leerlo, este tampoco: aquí no se muestra nada de lo que dice.
sealed-came = Lo que llegó
sealed-none = Aquí no se guarda nada sellado.
sealed-open = Descargue el archivo y ábralo con la línea que está al lado, en la máquina donde guarda su archivo de identidad.
sealed-fetch = Descargar el archivo sellado
sealed-sent = Enviado por este centro
sealed-write = Escribirlo, sellado para personas
sealed-write-more = En su propia máquina, en la línea de comandos: «fanal seal --help» dice qué más lleva la línea.
sealed-nobody = Este centro aún no tiene la tarjeta de nadie de otro centro. Pida primero hablar: su centro puede enviar una.
sealed-file = Un archivo escrito por «fanal seal --out ARCHIVO»
sealed-file-hint = Sale enseguida, hacia los centros que se eligieron al sellarlo, y sigue sellado: este servidor no puede leerlo. Los registros del centro dicen que se envió algo, y nada de su contenido.
sealed-send = Enviar el archivo sellado
export-title = Archivos para sus herramientas
export-lead = Lo que usa este centro: sus propios boletines y los marcados «Usar».
export-up-to = Nada más estricto que
export-blocks = Las listas de bloqueo no son inofensivas.
export-blocks-more = Bloquear puede poner sobre aviso a quien vigila un dispositivo. Los valores que podrían hacerlo quedan fuera; aun así, háblenlo antes.
export-bom = Tablas para Excel (con marca de orden de bytes)
export-full = En listas de bloqueo: todos los roles, no solo servidores de mando y sitios que entregan el ataque
export-no-match = Que no haya coincidencia no significa que un dispositivo esté limpio.
download = Descargar
tool-mvt = MVT
tool-mvt-more = Póngalo en la carpeta de indicadores de MVT.
tool-stix = OpenCTI, MISP, TAXII
tool-stix-more = STIX 2.1, con todo su contenido.
tool-csv = Hoja de cálculo
tool-csv-more = CSV con todos los valores.
tool-network-csv = Hoja de cálculo, solo red
tool-network-csv-more = CSV con dominios, enlaces y direcciones.
tool-hosts = Pi-hole, archivo hosts
tool-hosts-more = Nombres para bloquear en una red o una máquina.
tool-domains = Servidores de nombres
tool-domains-more = Dominios, uno por línea.
tool-spyguard = SpyGuard, TinyCheck
tool-spyguard-more = Su lista de vigilancia, con lo que hay que borrar.
tool-misp = MISP
tool-misp-more = Una carpeta que se añade como fuente, comprimida en un solo archivo.
tool-suricata = Suricata, PiRogue
tool-suricata-more = Reglas que señalan qué dispositivo consulta un nombre de la lista.
tool-clamav-md5 = ClamAV (MD5)
tool-clamav-md5-more = Hashes de archivos, para su carpeta de bases de datos.
tool-clamav-sha = ClamAV (SHA)
tool-clamav-sha-more = Lo mismo con SHA-1 y SHA-256.
tool-yara = YARA
tool-yara-more = Las reglas tal como llegaron.
tool-briefing = Hoja para una persona beneficiaria
tool-briefing-more = Para imprimir y entregar a la persona afectada; la etiqueta está en cada hoja.
tool-digest-md = Resumen de novedades (texto)
tool-digest-md-more = El último mes en palabras, en Markdown.
tool-digest-html = Resumen de novedades (página)
tool-digest-html-more = Lo mismo en HTML.
tool-atom = Lector de noticias (Atom)
tool-atom-more = Los títulos de lo nuevo, en Atom.
tool-json-feed = Lector de noticias (JSON Feed)
tool-json-feed-more = Lo mismo en JSON Feed.
tool-adguard = AdGuard Home, Pi-hole 6, uBlock Origin
tool-adguard-more = Nombres para bloquear, con todo lo que cuelga de ellos.
tool-rpz = BIND, Unbound, Knot, PowerDNS (RPZ)
tool-rpz-more = Una zona de política de respuesta para un servidor DNS.
tool-native = Otro centro con Fanal
tool-native-more = Los originales firmados, verificables en cualquier lugar.
me-title = Mi cuenta
me-rights = Qué puede hacer
right-analyst = leer, comprobar, escribir y enviar
right-reviewer = aprobar lo que otros escribieron
right-coordinator = firmar por la red
right-admin = cuentas y ajustes del centro
me-sessions = Sesiones
me-sessions-more = Una sesión termina media hora después de su última página, y como máximo a las doce horas.
me-everywhere = Cerrar todas las demás
me-end = Cerrar
me-this = esta
me-factor = Segundo factor
me-no-factor = todavía no
me-recovery = { $n ->
    [0] activo; no queda ningún código de recuperación
    [one] activo; queda { $n } código de recuperación
   *[other] activo; quedan { $n } códigos de recuperación
}

## Consent records

consents-title = Registros de consentimiento
consents-lead = Se quedan en este centro. Sin nombre ni número de caso: una palabra suya para designar a la persona.
consents-none = Aún no hay registros.
consent-record-title = Un registro de consentimiento
record-open = Abrir
record-new = Registrar un consentimiento
record-alias = Su palabra para designar a la persona
record-alias-hint = Una que no diga nada a nadie más: «río-7».
record-scope = La persona acepta que llegue
record-heard-on = Recabado el
record-until = Termina el
record-how = Cómo
record-how-hint = En persona, por teléfono, por escrito.
record-named = Centros que la persona nombró
record-risks = Se explicaron los riesgos
record-act = Registrarlo
record-stands = vigente
record-ended = terminado
record-doubted = en duda desde la restauración: pregunte a la persona
record-without = Estos boletines volvieron después de una restauración y ningún registro los menciona. Si alguno depende de lo que dijo esta persona, retírelo también.
record-withdrawn = retirado
record-rests = { $n ->
    [0] nada depende de él
    [one] una cosa depende de él
   *[other] { $n } cosas dependen de él
}
record-withdraw = La persona retira su consentimiento
record-withdraw-more = Todo lo que depende de él desaparece, aquí y en cada centro que lo tiene. Primero verá qué es.
record-goes = { $n ->
    [0] No se envió nada: solo cambia el registro.
    [one] Esto desaparece:
   *[other] Desaparecen estas { $n } cosas:
}
record-withdraw-act = Retirarlo todo

## The network, one's own account, administration

nav-net = Red
nav-admin = Administración
account-add = Añadir una cuenta
account-disable = Desactivar
account-enable = Volver a activar
account-reset = Contraseña nueva
accounts = Cuentas
act = Acción
admin-at-machine = La configuración se gestiona en la propia máquina, por línea de comandos: fanal doctor dice qué falta.
admin-nav = Páginas de administración
admin-no-content = La administración por sí sola no da acceso a ningún contenido.
admin-title = Administración
admit-act = Admitir a { $name }
announce-act = Anunciar la solicitud a todos los miembros
audit-act = Qué se hizo
audit-at = Cuándo
audit-caption = Quién hizo qué y cuándo. Nunca se anotan direcciones, palabras buscadas ni contenidos.
audit-export = Descargar como tabla (CSV)
audit-from = Hasta el número
audit-next = Líneas más antiguas
audit-object = Sobre qué
audit-result = Resultado
audit-title = Registro de auditoría
cancel = Cancelar
code-accepted = Código de conducta aceptado
code-of-practice = Código de conducta
code-wrong = No es el código que se muestra ahora. ¿Está en hora el teléfono?
codes-kept = Los he guardado
codes-lead = Cada uno de estos códigos sustituye una vez a la aplicación de autenticación. Solo se muestran ahora: guárdelos en papel, lejos del teléfono.
codes-left = { $n ->
    [one] Se le pide un segundo factor; queda { $n } código de recuperación.
   *[other] Se le pide un segundo factor; quedan { $n } códigos de recuperación.
}
codes-renew = Crear otros códigos de recuperación
codes-title = Códigos de recuperación
desk-asks = Cambios que pide
desks-in = Centros que la forman
account-to-confirm = volvió con una copia de seguridad: ¿sigue valiendo?
disabled = desactivada
done-account = La cuenta se ha modificado.
done-announced = Todos los miembros recibirán aviso de la solicitud.
done-hook = El webhook está guardado. Pruébelo ahora.
done-hook-removed = El webhook ya no recibe avisos.
done-objected = La coordinación ha recibido su objeción.
done-password = Su contraseña ha cambiado; sus otras sesiones se han cerrado.
done-preferred = Está guardado.
done-reported = La coordinación ha recibido su informe.
done-suspended = El centro queda suspendido desde ahora. Los demás lo sabrán en su próxima ronda.
done-taken = El registro queda adoptado.
done-totp-removed = Ya no se le pide un segundo factor.
done-vouched = Su aval queda dado.
draft-changes = Qué cambia
draft-doubtful = Llegó después del robo de la clave
draft-hand-over = Entregue este texto a la siguiente persona de la coordinación
draft-in-force = Hay firmas suficientes: el registro nuevo está en vigor aquí y los demás lo adoptan en su próxima ronda.
draft-title = Borrador del próximo registro
draft-waits = Todavía no ha cambiado nada: faltan firmas.
end-it = Cerrar
expel-act = Expulsar a { $name }
expel-hint = Prepara un registro sin este centro y lo firma. Cuando hay firmas suficientes, cada nodo que lo tiene corta las conexiones del centro. Lo que el centro ya tiene no se puede retirar.
expel-title = Expulsar
failures = { $n ->
    [one] { $n } fallo
   *[other] { $n } fallos
}
groups-caption = Grupos de intercambio: quién puede leer lo que se comparte en ellos
groups-in = Grupos
groups-title = Grupos de intercambio
groups-lead = Lo que se comparte con un grupo lo leen los centros que lo forman. El registro dice quién está en cuál.
groups-none = Aún no hay ningún grupo.
group-change = Cambiar quién está en él
group-members = Centros de este grupo
group-act = Preparar un registro con estos centros
group-new = Crear un grupo
group-name = Nombre corto
group-name-hint = Letras minúsculas, cifras y guiones, por ejemplo: stalkerware-fr.
group-no-change = Nada cambiaría: marque otros centros.
group-moves = Qué circula entonces
group-moves-in = Un centro que entra recibe lo que ya es TLP:GREEN en el grupo. Lo que ya es TLP:AMBER solo lo recibe con una nueva revisión.
group-moves-out = Un centro que sale no recibe nada más. Lo que tiene se queda con él hasta que se retire. Con su último centro, el grupo termina.
group-moves-when = Tiene efecto en cuanto hayan firmado el registro suficientes personas de la coordinación.
has-second-factor = Con segundo factor
history-title = Historial
hook-add = Añadir un webhook
hook-remove = Quitar
hook-secret = Secreto o token de acceso
hook-url = Dirección
hooks = Webhooks
host = Servidor
join-acts = Qué hacer
join-ask = Unirse a otra red
join-ask-paste = La invitación que le entregó un miembro
join-ask-act = Hacer la solicitud
join-hand-over = Entregue esta línea como prefiera
join-invitation = Una invitación
join-invite = Invitar a un centro
join-invite-more = Una línea de texto, con las claves de este centro y nada secreto. Por sí sola no admite a nadie.
join-invite-act = Crear una invitación
join-paste = La línea que le entregó el centro
join-request = La solicitud
join-take-request = Le entregaron una solicitud
join-take-hint = Se avisa a todos los miembros, que pueden avalar u objetar.
join-lacks = { $n ->
    [one] Falta { $n } cosa
   *[other] Faltan { $n } cosas
}
told-admits = Admite a { $name } ({ $desk }). Su clave de firma empieza por { $key }.
told-unlisted = { $desk } ya no figura.
told-threshold = Firmas necesarias: de { $old } a { $new }
told-network-name = La red se llama { $name }.
told-good-until = Vale hasta el { $day }.
told-active-again = { $desk }: suspendido de urgencia, activo de nuevo
told-trusted-again = { $desk } quedó bloqueado el { $day }, por su propia palabra o por su resguardo; se vuelve a confiar en él, con las claves que figuran aquí
told-nothing-changes = { $desk } ya lo está: nada cambia.
told-status = { $desk }: { $old } pasa a { $new }
told-joins-group = { $desk } entra en el grupo { $group }.
told-leaves-group = { $desk } sale del grupo { $group }.
told-signing-keys = { $desk }: las claves de firma { $old } pasan a { $new }
told-checkpoint-keys = { $desk }: las claves de puntos de control { $old } pasan a { $new }
told-feed-keys = { $desk }: las claves del canal público { $old } pasan a { $new }
told-tls-pins = { $desk }: sus conexiones se reconocían por { $old }, ahora por { $new }
told-addresses = { $desk }: las direcciones pasan a ser { $new }
told-sealing-keys = { $desk }: las claves de paquetes que acaban en { $old } pasan a las que acaban en { $new }
told-organisation = { $desk }: su organización es { $new }
told-jurisdiction = { $desk }: legislación aplicable: { $new }
told-duty = { $desk }: obligación de informar a las autoridades: { $new }
told-desk-name = { $desk } se llama { $name }.
told-stream-ends = { $desk }: { $stream } termina en la entrada { $size }, época { $epoch }
told-lost-keys = { $desk } perdió sus claves, y estos boletines se retiran en su lugar: { $ids }
told-entry = { $desk }: otra cosa en su ficha
told-coordinator-in = { $name } pasa a coordinar.
told-coordinator-out = { $name } deja de coordinar.
told-coordinator-name = En la coordinación, { $old } se llama ahora { $new }.
told-coordinator-heartbeat = { $name }: la clave de latido { $old } pasa a { $new }
told-rule-vouches = Avales necesarios: de { $old } a { $new }
told-rule-objection = Días para objetar: de { $old } a { $new }
told-rule-freshness = Días sin noticias de la coordinación antes de que AMBER espere: de { $old } a { $new }
told-rule-vouch-age = Días de pertenencia antes de poder avalar: de { $old } a { $new }
told-rule-vouches-year = Avales de un centro al año: de { $old } a { $new }
told-rule-members-first = Días que los miembros lo tienen antes que el público: de { $old } a { $new }
told-rule-code = Otro código de conducta: { $old } pasa a { $new }
told-rule-retention = Días que se guarda el contenido: { $days }
told-rule-everyone = Todos los centros forman parte de la coordinación.
told-rule-not-everyone = Ya no todos los centros forman parte de la coordinación.
told-rules = Otra cosa en las reglas
told-first-roster = Es el primer registro.
told-coordinator-key = Una clave para coordinar: { $key }
told-offers-to-coordinate = { $name } se ofrece a coordinar.
told-lacks-vouches = { $desk } tiene { $have } avales de { $need }.
told-open-objections = Objeciones abiertas contra { $desk }: { $n }
told-not-announced = Los miembros aún no conocen la solicitud de { $desk }.
told-window-open = Los miembros pueden objetar contra { $desk } hasta el { $day }.
told-code-not-accepted = { $desk } no ha aceptado el código de conducta.
told-vouch-not-in-roster = { $desk } no está en el registro.
told-vouch-not-active = { $desk } no está activo.
told-vouch-same-organisation = { $desk } es de la misma organización.
told-vouch-too-young = { $desk } lleva muy poco tiempo como miembro: hacen falta { $days } días.
told-vouch-too-many = { $desk } ha dado demasiados avales en un año: como máximo { $most }.
join-nobody = Nadie solicita ingresar.
join-progress = Cómo va la solicitud
join-key = Clave comparada de viva voz
join-compared = el { $day }, por { $by }
join-not-compared = todavía no
join-compare-act = Nos leímos las palabras: eran las mismas
join-coordinators = Firmas de la coordinación
join-drafted = { $n } de { $all }
join-ready = Nada lo impide: se puede admitir.
join-title = Solicitudes de ingreso
join-window = Se admiten objeciones hasta
key-title = La clave de este centro
key-changed = La clave de { $name } cambió.
key-changed-tls = La máquina de { $name } tiene otra clave TLS.
key-changed-more = Llame a un número que ya conocía y léanse las palabras. Hasta entonces, no confíe en nada que le sorprenda.
key-compare = Comparar la clave
key-compared = Comparada el
key-not-compared = Aquí nadie la ha comparado todavía.
key-how = ¿Cómo la comparó?
key-how-hint = «Por teléfono, al número de su tarjeta.» Queda en los registros del centro.
key-how-missing = Diga cómo comparó la clave.
key-compared-act = Las palabras eran las mismas
done-compared = Queda anotado que la clave se comparó.
desk-unused = Aquí no se usa.
use-title = Qué hace este centro con sus boletines
use-hint = Una vez detenido, nada de ese centro está en las exportaciones, las listas de bloqueo ni las respuestas a herramientas, y «conocido» lo dice. Sus boletines se siguen pudiendo leer, lo que retira se sigue oyendo, y no se avisa a nadie más.
stop-using-act = Dejar de usar { $name }
use-again-act = Volver a usar { $name }
done-unused = Ese centro ya no se usa aquí.
done-used-again = Ese centro se vuelve a usar aquí.
evidence = Carátula de una prueba
evidence-lead = Qué cubre esta hoja y cómo puede comprobarlo cualquiera.
evidence-digest = Huella (SHA-256)
evidence-signed = Firmado por
evidence-roster = Registro vigente
evidence-place = Lugar en su diario
evidence-entry = { $n } de { $all }
evidence-file = Descargar la prueba
evidence-original = El original firmado, que se guarda con esta hoja
evidence-check = Para comprobarlo: «fanal verify» sobre el archivo dice de quién es la firma y si cambió algún byte. No pregunta a ninguna red.
evidence-limits = Prueba quién firmó estos bytes y que no han cambiado. No prueba que lo que dicen sea verdad ni cuándo ocurrió nada.
evidence-made = Impreso por
keep = Guardar
key = Clave
made-known-by = Dada a conocer por
mail = Dirección de correo
me-told = Cuándo se le avisa
me-told-hint = Un mensaje dice que hay algo, nunca qué.
name = Nombre
net-contact = Último contacto
net-signed = última declaración firmada: { $ago }
net-unheard = Nada desde hace más de un día: ese centro calla, o alguien se lo oculta.
net-gaps = { $n ->
    [one] Falta aquí una entrada suya.
   *[other] Faltan aquí { $n } entradas suyas.
}
net-coordinators = Coordinación
net-expires = Válido hasta
net-fault = Qué falla
net-health = Los centros, primero los que están peor, vistos desde aquí
net-name = Red
net-nav = Páginas de la red
net-roster = Registro
net-taken = Quién tiene este registro
net-taken-by = { $n } de { $all } centros
net-taken-not = Aún no, que se sepa aquí:
shares-count = Boletines
shares-share = Parte
shares-title = Lo que se comparte, por etiqueta
net-title = Red
spread-title = Quién tiene lo último de quién
spread-caption = En filas: quién lo tiene. En columnas: de quién es
spread-hint = De lo que todo centro puede leer (GREEN). Es lo que cada centro comunicó en su última ronda, comparado con lo que hay aquí; un «no» viene de las reglas, con su motivo debajo.
spread-all = al día
spread-behind = { $n ->
    [one] { $n } de retraso
   *[other] { $n } de retraso
}
spread-untold = sin datos
spread-more = { $n ->
    [one] Falta otro centro en esta tabla: vea su página.
   *[other] Faltan otros { $n } centros en esta tabla: vea sus páginas.
}
route-here = este centro
route-direct = directa
route-tor = Tor
route-calls = llama él
net-route = Vía
never = nunca
no-second-factor = Sin segundo factor
not-accepted-by = Aún no aceptado por
notify-lead = Un aviso dice cuánto hay, por etiqueta, y nunca qué. Los servidores permitidos están en la configuración del nodo.
notify-taken = El mensaje se aceptó.
notify-test = Enviar una prueba
notify-title = Avisos
number = Número
object-act = Objetar de forma confidencial
object-why = ¿Por qué no? Solo lo lee la coordinación
objection-by = Objeción de
objection-outcome = Qué resultó
objection-settle = Está resuelta
objection-settled = resuelta:
panic-act = Bloquear este centro ahora
panic-done = Todas las sesiones y tokens se han cerrado. El centro se abre de nuevo en su propia máquina, con su clave maestra.
panic-lead = ¿En peligro? El bloqueo cierra todas las sesiones y tokens, detiene el nodo y pide a los demás centros que no envíen nada. No se destruye nada. Solo se abre de nuevo en su propia máquina.
panic-locked = Este centro está bloqueado
panic-tick = Marque la casilla para bloquear el centro.
panic-title = Emergencia: bloquear este centro
panic-told = { $n ->
    [one] Se avisa a { $n } centro.
   *[other] Se avisa a { $n } centros.
}
panic-would-tell = { $n ->
    [one] Se avisaría a { $n } centro.
   *[other] Se avisaría a { $n } centros.
}
panic-yes = Sí, bloquear
password-again = La nueva otra vez
password-change = Cambiar la contraseña
password-differs = Las dos contraseñas nuevas no son iguales.
password-new = Contraseña nueva, 12 caracteres o más
password-now = Contraseña actual
password-short = La contraseña nueva es demasiado corta: 12 caracteres o más.
password-told = Contraseña, que solo se muestra esta vez, de la cuenta
password-wrong = La contraseña no es correcta.
purged-of = Borrado confirmado: { $n } de { $all }, con recibos firmados
quiet-from = Desde (hora)
quiet-clock = Su reloj
quiet-clock-hint = Solo se guarda su diferencia con UTC, ningún lugar. Ajústelo de nuevo cuando empiece o termine el horario de verano.
quiet-hours = Horas de silencio
quiet-to = Hasta (hora)
quiet-wrong = Las horas de silencio necesitan dos números de 0 a 23, o ninguno.
recalls-none = No se ha retirado nada.
recalls-refused = Se negaron:
recalls-title = Retiros
recalls-waiting = Aún sin contactar:
report-act = Informar a la coordinación
report-text = ¿Qué pasó? Sin contar nada del contenido de un boletín
report-title = Informar sobre un centro
reported-by = comunicado por
reporting-duty = Debe informar a las autoridades
reports-none = No hay informes.
reports-title = Informes
retention = Conservación
retention-days = Días:
retention-none = La red no fija un límite; cada boletín tiene el suyo.
rights = Permisos
rights-keep = Guardar los permisos
roster-current = en vigor
roster-expired = caducado
roster-forked = se vieron dos versiones
roster-stale = sin noticias de la coordinación desde hace tiempo
rule-freshness-days = Días sin noticias de la coordinación antes de que AMBER y RED esperen
rule-objection-days = Días para objeciones
rule-vouch-age-days = Días de pertenencia antes de poder avalar
rule-vouches = Avales necesarios
rule-vouches-per-year = Avales de un centro al año (0: sin límite)
rule-members-first-days = Días que los miembros lo tienen antes que el público (0: enseguida)
rules-title = Reglas
shape = Tipo
shape-matrix = Sala de Matrix
shape-mattermost = Mattermost
shape-plain = JSON firmado
sign-draft = Firmar un borrador
sign-draft-act = Firmarlo
sign-draft-paste = El texto que le entregó otra persona de la coordinación
signatures-of = firmas: { $n } de { $all }
signed-by = firmado por
status-active = activo
status-expelled = expulsado
status-left = dado de baja
status-suspended = suspendido
step-up-act = Continuar
step-up-label = Su contraseña o el código de su aplicación de autenticación
step-up-lead = Esto es de gran alcance. Demuestre una vez más que es usted; lo que escribió se conserva.
step-up-title = ¿Es usted?
step-up-wrong = La contraseña o el código no son correctos.
suspend-act = Suspender a { $name } ahora
suspend-hint = Basta una persona de la coordinación. Durante 72 horas, ningún nodo que se entere envía nada a este centro ni acepta nada de él.
suspend-title = Suspender ahora
suspended-until = suspendido hasta
take-roster-act = Adoptar un registro ya firmado
threshold-of = firmas necesarias: { $n } de { $all }
token = Token:
token-proves = Token que publica y firma:
totp-address = O como dirección
totp-begin = Configurar un segundo factor
totp-confirm = Pedirlo desde ahora
totp-lead = Añada esto a una aplicación de autenticación de su teléfono. Solo nombra su cuenta, nada más.
totp-none = Todavía no: basta conocer su contraseña para iniciar sesión.
totp-picture = Código QR del secreto que figura abajo como texto.
totp-remove = Dejar de pedirlo
totp-scan = Léalo con la cámara del teléfono
totp-secret = Secreto
totp-shows = Lo que muestra ahora la aplicación
totp-title = Configurar un segundo factor
totp-type = O escríbalo: ambos dicen lo mismo. Nadie más debería ver esta página, ni una foto de ella.
type-name = Escriba { $name } para continuar
type-the-name = Escriba exactamente el nombre corto del centro: no se hizo nada.
urgent-through = Lo urgente llega a pesar de las horas de silencio y del resumen diario
version = Versión
version-first = Se fundó la red.
vouch-act = Avalar
vouch-how = ¿De qué los conoce?
vouched-by = Avalado por
vouches-of = avales: { $n } de { $all }
when = Con qué frecuencia
when-daily = Una vez al día, todo junto
when-never = Nunca
when-now = Según llega
why = ¿Por qué?
words-by-voice = Léanse estas palabras de viva voz; ambas partes tienen las mismas
words-by-coordinator = Las ocho palabras que se comparan de viva voz las ve una persona de la coordinación del centro que lo invitó.
tokens = Tokens de programas
token-ends = caduca:
picture-net = Imagen de la red: este centro en medio, línea entera y + si el contacto es bueno, línea cortada y - si falla, puntos si no lo hubo, X para quien está fuera. La tabla de arriba dice lo mismo.

# Passkeys
passkeys = Llaves de acceso
passkeys-lead = Una llave de acceso ocupa el lugar del código después de su contraseña. Una página falsa no puede pedirla.
passkeys-none = No tiene ninguna.
passkey-add = Añadir una llave de acceso
passkey-made = añadida el
passkey-used = último uso
passkey-copyable = puede copiarse a una nube
passkey-remove = Quitar
passkey-number = Esta dirección es un número, y las llaves de acceso van unidas a un nombre. Abra la consola por su nombre (en la propia máquina: localhost) para usarlas.
passkey-unknown = Este navegador no indica la dirección de esta página: aquí no puede haber llave de acceso.
passkey-factor-first = Configure primero un segundo factor: sus códigos le dejan entrar donde una llave de acceso no puede.
passkey-not = Las llaves de acceso necesitan un navegador que ejecute scripts y las ofrezca en esta dirección. Puede que Tor Browser no lo haga. Todo lo demás funciona igual.
passkey-touch = Su navegador pide ahora la llave de acceso: toque la llave o desbloquee el dispositivo.
passkey-failed = No funcionó, o se canceló. Pruebe otra vez.
passkey-make = Crear la llave de acceso
passkey-name = Cómo la llama
passkey-name-hint = Para reconocerla, por ejemplo: llave azul.
passkey-name-none = Póngale un nombre.
passkey-wrong = Esta llave de acceso no vale aquí. Pruebe otra vez, o escriba un código.
passkey-sign-in = Usar una llave de acceso en su lugar
done-passkey = La llave de acceso se ha añadido.
done-passkey-removed = La llave de acceso se ha quitado.

# The desk’s own administration
keys-title = Claves
keys-lead = Lo que permite a otros reconocer a este centro: solo sus claves públicas. Compárelas de viva voz, nunca por el canal por el que llegaron.
key-signing = Declaraciones
key-for-signing = Firma lo que dice este centro.
key-checkpoint = Puntos de control
key-for-checkpoint = Firma cuánto miden sus bitácoras.
key-feed = Canal público
key-for-feed = Firma los archivos que carga el público.
key-coordinator = Coordinación
key-for-coordinator = Firma los registros, si el centro forma parte de la coordinación.
key-heartbeat = Latido
key-for-heartbeat = Confirma cada día que el registro está al día.
key-tls = Conexiones
key-for-tls = Los demás centros reconocen sus conexiones por la huella de esta clave.
key-sealing = Paquetes
key-for-sealing = Los paquetes para este centro se sellan con ella.
key-in-words = en palabras:
key-in-digits = en cifras:
key-since = Vale desde el
key-until = hasta el
key-no-end = sin fecha de fin
key-in-roster = En el registro.
key-not-in-roster = No está en el registro.
key-beside = También vale, hasta el
key-next = Creada para sustituirla, a la espera del registro:
key-replace = Cambiar esta clave
keys-ask = Pedir otras
keys-ask-more = Las claves nuevas se crean ahora. Se usan cuando la coordinación ha firmado un registro que las contiene; las anteriores siguen valiendo los días que usted indique.
keys-days = Días que siguen valiendo las anteriores
keys-rotate = Pedir claves nuevas
keys-retire = Dar de baja las claves anteriores de conexión y de paquetes
keys-by-coordinators = Las pide una cuenta con el permiso «firmar por la red», cuando el centro está en una red.
keys-none-chosen = Elija al menos una clave.
keys-days-wrong = Indique los días con un número entero.
done-keys-asked = La solicitud está hecha. El próximo registro traerá el cambio.
backups-title = Copias de seguridad
backups-lead = Una copia de seguridad son dos archivos sellados. Lo que se retiró no está en ninguna copia hecha después.
backups-good = Hay una reciente, se abrió como ensayo, y existe una clave de recuperación.
backup-newest = La más reciente
backup-rows = filas:
backup-drill = Último ensayo
backup-key = Clave de recuperación
backup-key-made = creada; debería estar en papel, lejos de los archivos
backup-how = Para hacer una
backup-how-more = En la propia máquina, o según el horario de su configuración:
backup-copy = Copie los dos archivos a otro lugar, el archivo de claves nuevo sobre el anterior. Los archivos de claves viejos abren lo que se retiró después: no guarde ninguno.
backup-none = No hay ninguna: si falla este disco, se pierde todo.
backup-old = La más reciente tiene más de tres días.
backup-no-key = No hay clave de recuperación: solo esta máquina las abre.
backup-no-drill = Ninguna se abrió nunca como ensayo.
backup-drill-old = El último ensayo fue hace mucho.
backup-drill-failed = El último ensayo encontró fallos.
policies-title = Reglas del centro
policies-always = Lo que vale siempre
policy-second-person = Lo que va a ser público espera a una segunda persona. Nadie aprueba lo que escribió.
policy-embargo = Nada bajo embargo se hace público antes de su día, y nada deja ver que existe.
policy-privacy = El control de privacidad precede a todo lo que sale. Cada hallazgo recibe respuesta.
policy-withdraw = Un retiro no espera a nadie.
words-title = Palabras protegidas
words-lead = Nombres de personas, sus propios dominios: el control las encuentra en todo lo que sale. Solo se guarda su huella, nunca la palabra; solo se muestra su nota.
words-by-staff = Las ve y las define quien trabaja con contenidos.
words-none = Todavía ninguna.
words-let-go = Dejar de proteger
words-new = Palabras, una por línea
words-hint = Tres letras o más cada una.
words-label = Una nota para encontrarlas
words-label-hint = No debería decir nada de las palabras.
words-protect = Protegerlas
countries-title = Números de identidad
countries-lead = Países cuyos números de identidad reconoce el control por su forma
countries-by-reviewers = Las elige quien revisa.
done-policies = Queda establecido.

# Mail to OpenPGP keys
mail-key-title = Clave OpenPGP para el correo
mail-key-lead = El correo que se le envía se cifra para esta clave, o no sale. Lo que dice es lo mismo: que hay algo, nunca qué.
mail-key-fingerprint = Huella
mail-key-compare = Compárela con la que muestra su propio programa.
mail-key-bad = Ahora no le llega correo:
mail-key-remove = Dejar de cifrar
mail-key-set = Otra clave
mail-key-text = Clave pública
mail-key-hint = Empieza por -----BEGIN PGP PUBLIC KEY BLOCK-----. Si su dirección es la de una lista, dé la clave de la lista.
done-mail-key = Su correo se cifra para esta clave.
done-mail-key-removed = Su correo ya no se cifra.

# Lo que un centro dice de sí mismo
profile-title = Perfil
profile-lead = Lo que los miembros de la red leen sobre este centro: a quién puede ayudar, cuándo responde y cómo contactarlo con seguridad.
profile-none = Este centro todavía no ha dicho nada de sí mismo.
profile-change = Cambiar lo que se dice aquí
profile-by-coordinators = Lo cambia una cuenta con el permiso «firmar por la red».
profile-languages = Idiomas en los que responden
profile-others = Otros idiomas, por su código
profile-others-hint = Separados por comas, por ejemplo: ckb, rw.
profile-hours = Cuándo responden
profile-hours-hint = Con la zona horaria, por ejemplo: de lunes a viernes, de 9:00 a 17:00, hora de Túnez.
profile-services = Qué hacen, un servicio por línea
profile-services-hint = Por ejemplo: análisis de dispositivos, recuperación de cuentas, alojamiento.
profile-channels = Cómo se les contacta
profile-channels-more = Un canal sin dirección no se incluye. Después de cada envío hay sitio para otro.
profile-channel = Canal { $n }
profile-kind = Cuál, por ejemplo Signal o correo
profile-at = Dirección o número
trait-end-to-end = cifrado de extremo a extremo
trait-no-account-needed = no necesita cuenta
trait-monitored = puede estar vigilado
trait-emergency = para emergencias
trait-public = cualquiera puede conocerlo: figura en la página pública de contacto
profile-trust = En qué confían los demás
profile-agreed = Nuestro equipo ha firmado un acuerdo de confidencialidad sobre lo que otros nos envían
profile-since = Desde el
profile-legal = Qué responden cuando las autoridades piden lo que otros les enviaron
profile-legal-hint = Una o dos frases. Los centros las leen antes de enviarles TLP:AMBER.
profile-feed = Lo que publicamos puede figurar también en la fuente pública de toda la red
profile-act = Decírselo a todos los miembros
done-profile = Está dicho. Los miembros lo leerán después de su próxima ronda.
profile-roster = Lo que dice el registro
profile-roster-more = Estas palabras figuran en el registro firmado. Ustedes piden un cambio y la coordinación lo pone en el próximo registro.
profile-asked = Lo pidieron y todavía no está en el registro:
profile-name = Nombre del centro
profile-country = País cuya ley les rige
profile-country-hint = Dos letras, por ejemplo TN.
profile-duty = Qué deben informar a las autoridades
profile-duty-hint = Vacío, si no hay tal obligación. Los centros lo ven antes de enviarles algo.
profile-replace = Olvidar lo que se pidió antes
profile-ask = Pedirlo a la coordinación
profile-leave = Dejar la red
profile-leave-more = Cuando la coordinación haya firmado un registro sin este centro, ya no entra ni sale nada. Retiren antes lo que los demás no deban conservar.
profile-leave-act = Pedir la salida
desk-coordinate = Entra en la coordinación, o vale su nueva clave de coordinación
desk-threshold = En ese caso, firmas que necesita después un registro: más de la mitad de la coordinación
profile-coordinate = Nos ofrecemos a firmar registros con la coordinación
said-languages = Idiomas
said-hours = Responde
said-services = Servicios
said-channels = Contacto
said-agreement = Acuerdo de confidencialidad
said-since = desde el
said-no-agreement = no consta ninguno
said-legal = Si las autoridades preguntan
said-jurisdiction = Ley de
said-nothing = todavía no ha dicho nada de sí mismo
lack-encrypted = Aquí no hay ningún canal cifrado de extremo a extremo.
lack-easy = Aquí cada canal necesita una cuenta o un programa propio.
desks-title = Centros
desks-lead = Quién está en esta red, en palabras de cada centro, y cuánto se les conoce aquí.
desks-gone = { $n ->
    [one] { $n } centro ya no es miembro
   *[other] { $n } centros ya no son miembros
}
desks-members = Solo miembros
desk-own = este centro
desk-fulfil = Preparar un registro que lo haga
key-by-voice = Clave comparada de viva voz
key-by-voice-not = todavía no
key-again = Compare de nuevo sus palabras, de viva voz o en persona: su clave cambió, o ya pasó un año.
settle-title = Está suspendido
settle-unsettled = La suspensión termina por sí sola, salvo que un registro lo decida. Readmitirlo la levanta; mantenerla hace que dure.
settle-hint = Readmitirlo le permite enviar y recibir de nuevo, cuando haya firmas suficientes.
readmit-act = Readmitir a { $name }
stay-act = Mantener suspendido a { $name }

# Reglas
rule-threshold = Firmas de la coordinación que necesita un registro
rules-out = Quién deja de formar parte de la coordinación
rules-in = Un centro se ofrece a coordinar en su página de perfil. Su página en esta red tiene el botón que lo acepta.
rules-change = Otras reglas
rules-change-more = Esto prepara el próximo registro y lo firma por usted. Vale cuando hay firmas suficientes.
rules-draft = Preparar un registro con estas reglas
rule-number = Aquí hace falta un número entero.
rule-no-change = No cambiaría nada: cambie un número o pegue otro código de conducta.
code-digest = El registro lo nombra por esta huella (SHA-256):
code-none = Esta red no tiene todavía código de conducta.
code-lacks = El nuevo código de conducta no parece decir:
code-lacks-descriptions = qué se espera y qué no, con ejemplos
code-lacks-reporting = a quién avisar cuando alguien no lo cumple, y cómo
code-lacks-enforcement = qué pasa entonces
code-lacks-demarcation = a quién se aplica, y hasta dónde llega
code-read = Pegue el texto entero, después de leerlo
code-read-hint = Cuenta cada carácter. Solo se puede aceptar el texto que tiene esta huella.
code-accept-act = Este centro lo cumple
code-is-another = No es el texto que nombra el registro. Cuenta cada carácter, también el final de la última línea.
code-new = Un código de conducta nuevo
code-new-hint = Pegue el texto entero. El registro recibe su huella; entregue el texto mismo a los centros, que lo aceptan uno por uno.
accepted-by = Aceptado por
done-code = Todos los miembros sabrán que este centro cumple el código de conducta.

# Fuentes
import-sources = Lo que otros publican con regularidad se puede consultar a horas fijas.
sources-title = Fuentes
sources-lead = Listas y fuentes de otros que este nodo consulta a horas fijas.
sources-none = La configuración no nombra ninguna fuente.
sources-pace = Una fuente se consulta como mucho cada cinco minutos: así lo desea quien la publica.
sources-by-analysts = Quien puede escribir y enviar puede hacer que se consulte una ahora.
sources-no-node = Detrás de estas páginas no hay un nodo en marcha: desde aquí no se puede consultar ninguna.
sources-how = Qué pasa con lo que llega
sources-how-kept = Las listas sirven para consultar o para avisar. Nunca se comparten.
sources-how-drafts = Lo que se convierte en boletín queda como borrador, hasta que una persona lo haya mirado.
sources-how-named = Las fuentes se nombran en la propia máquina, en su configuración:
source-works = funciona
source-fails = no funciona
source-not-asked = aún sin consultar
source-asked = consultada
source-worked = funcionó por última vez
source-never-worked = nunca funcionó
source-since = Desde el
source-refused = { $n ->
    [one] { $n } parte no incorporada
   *[other] { $n } partes no incorporadas
}
source-unreachable = No se puede contactar con su servidor, o no da lo que se le pide.
source-act = Consultar ahora
source-too-soon = Se consultó hace menos de cinco minutos, o esperan muchas consultas. Inténtelo un poco más tarde.
done-source = La fuente se consultó. Cómo fue está más abajo.
done-source-under-way = La fuente se está consultando, lo que puede tardar. Cómo fue figurará aquí.

# Retiros que esperan a una segunda persona
hidden-title = { $n ->
    [one] { $n } retiro espera a una segunda persona
   *[other] { $n } retiros esperan a una segunda persona
}
hidden-more = Alguien retiró mucho a la vez. Ya está oculto en todas partes. Si era lo que quería, destrúyalo ahora; si no, hablen antes de que termine el plazo.
hidden-until = guardado hasta
hidden-act = { $n ->
    [one] Destruirlo ahora
   *[other] Destruir los { $n } ahora
}
hidden-others = { $n ->
    [one] { $n } de sus retiros está oculto y espera a una segunda persona o a su plazo.
   *[other] { $n } de sus retiros están ocultos y esperan a una segunda persona o a su plazo.
}
done-destroyed = Está destruido.
