# Sitio público, español.
# Whoever speaks it from birth and has read it all signs the next line: name, YYYY-MM-DD. Until then pages say that
# nobody has.
# reviewed-by:
#
# Entre corchetes está el nombre de una página, de un archivo o de una palabra que el programa pone ahí; tras la barra,
# las palabras que se ven. Traduzca esas palabras y deje el nombre. Lo que va entre `comillas` se teclea tal cual.

## Every page

skip = Ir al contenido
nav = Sitio
languages = Idiomas
nav-bulletins = Boletines
nav-feed = Archivos
nav-withdrawn = Retirados
nav-verify = Verificar
nav-about = Acerca de
nav-contact = Contacto
nav-status = Estado
leave = Salir de esta página
published-by = Publicado por [desk].
corrections = Contacto, también para correcciones: [contact].
plain = Estas páginas no usan cookies ni scripts, y no cargan nada de otros sitios.
unreviewed = Los textos de estas páginas aún no los ha revisado una persona de lengua materna.
public = público
day-monday = lunes
day-tuesday = martes
day-wednesday = miércoles
day-thursday = jueves
day-friday = viernes
day-saturday = sábado
day-sunday = domingo
values = { $n ->
    [one] { $n } valor
   *[other] { $n } valores
}
bytes = { $n ->
    [one] { $n } byte
   *[other] { $n } bytes
}
nothing-yet = Aún no hay nada publicado.

## Home

home-title = Inicio
home-lead = Avisos sobre programas espía, phishing y otros ataques digitales contra la sociedad civil, publicados por [desk]. Todo lo que hay aquí es [label]: cualquiera puede leerlo, usarlo y compartirlo.
home-newest = Últimos boletines
home-all = [bulletins|Todos los boletines]
weeks-title = Las últimas doce semanas
weeks-table = Lo mismo en una tabla
weeks-from = Semana del
weeks-picture = Los boletines de cada semana en barras, con su número encima y el primer día de la semana debajo. La tabla tiene los mismos números.
home-tools = Para sus herramientas
home-tools-more = En [feed|Archivos] está lo mismo, en formatos que MVT, OpenCTI, MISP, Pi-hole, AdGuard Home y las hojas de cálculo cargan tal cual. Las direcciones no cambian. La página [verify|Verificar] dice cómo comprobar que un archivo está completo y es nuestro, y la lista de lo [withdrawn|retirado] dice qué hay que borrar.
home-before = Antes de fiarse de ello
home-before-more = Que un valor no esté en estas listas no significa que sea seguro: nadie conoce todos los ataques. Si cree que alguien vigila su dispositivo, pida consejo a un centro de ayuda desde otro dispositivo, y antes de cambiar o borrar nada.

## Bulletins

bulletins-title = Boletines
bulletins-lead = [label], primero los más recientes.
bulletin-label = Etiqueta
bulletin-published = Publicado
bulletin-category = Categoría
bulletin-source = Fuente
bulletin-licence = Licencia
bulletin-permitted = Permitido
permitted-clear = cualquier uso que permita la ley
permitted-green = bloquear y hacer comprobaciones activas
permitted-amber = consultas que quien ataca no puede ver; sin bloquear
permitted-red = buscar solo en los registros propios; sin bloquear
bulletin-alert = Solo para detectar.
bulletin-alert-more = Bloquear estos valores podría poner sobre aviso a quien ejerce la violencia. No están en las listas de bloqueo.
values-title = Valores
values-none = Este boletín no tiene valores.
values-lead = Están escritos de modo que no sean enlaces. Para sus herramientas, tome este boletín solo en [alone|STIX 2.1], o los [feed|archivos] que tienen todos los boletines: [files].
values-first = Los primeros { $n } de { $all } valores
col-value = Valor
col-type = Tipo
col-role = Rol
col-belongs = Pertenece a
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
role-unknown = sin indicar
reference-title = Referencia
reference-id = Identificador
reference-digest = Huella
reference-log = En el registro público
reference-place = entrada { $n }, contando desde 0: [log|cómo comprobarlo]

## Withdrawn, and what is not there

withdrawn-title = Retirados
withdrawn-lead = Estos boletines ya no están publicados. Si guardó una copia, bórrela, y también todo lo que sacó de ella. Los motivos no se hacen públicos.
withdrawn-none = No se ha retirado nada.
withdrawn-caption = Boletines retirados, primero los más recientes
withdrawn-day = Retirado el
gone-lead = El boletín [id] fue retirado el [day]. Si guardó una copia, bórrela, y también todo lo que sacó de ella. Vea [withdrawn|todo lo retirado].
read-only-title = Solo lectura
read-only = Este sitio se puede leer (GET, HEAD) y nada más.
absent-title = No encontrado
absent = En esta dirección no hay nada. Aquí están [bulletins|todos los boletines] y [feed|todos los archivos].

## Feed

feed-title = Archivos
feed-as-of = [label], a fecha de [day].
feed-lead = Busque su herramienta y dele la dirección; no cambia. Consulte como mucho una vez por hora: lo que no ha cambiado no se envía dos veces a las herramientas que recuerdan el ETag. Cuando se [withdrawn|retira] un boletín, sus valores salen de todos los archivos: sustituya su copia, no la amplíe.
feed-no-match = Que no haya coincidencia no significa que un dispositivo esté limpio.
feed-no-match-more = Nadie conoce todos los ataques.
feed-network = Lo que publican los centros de nuestra red que lo aceptaron: [network-feed|los archivos de la red].
feed-blocking = Antes de bloquear
feed-blocking-more = Quien vigila un dispositivo puede ver que algo se bloquea, y reaccionar. Si la persona vigilada vive con quien la vigila, eso puede ser peligroso: hable con la persona vigilada, o con un centro de ayuda, antes de bloquear nada en su dispositivo o en su casa. Los valores que podrían poner sobre aviso a alguien no están en estas listas.
feed-blocking-full = Las listas sin «full» tienen servidores de mando y sitios que entregan el ataque; las completas tienen todos los roles, también los sitios que venden esos programas.
feed-mirrors = Para réplicas y otros programas
feed-mirrors-more = Un paquete por boletín, y las listas que sigue una réplica: [index.txt] y [changes.csv].
feed-check = Compruebe lo que carga
feed-check-more = Sumas de comprobación: [SHA256SUMS], firmadas en [SHA256SUMS.sig] y, para minisign, en [SHA256SUMS.minisig]. [verify|Cómo comprobarlas]. Cuándo se generaron los archivos y hasta cuándo cuentan como recientes: [freshness.json].
tool-mvt = MVT
tool-mvt-how = Indíquelo con `--iocs`, o póngalo en la carpeta de indicadores de MVT. Una coincidencia es un rastro que hay que mirar con un centro de ayuda; todavía no es una prueba.
tool-spyguard = SpyGuard, TinyCheck
tool-spyguard-how = Añada la dirección como «watcher». Una coincidencia significa que el dispositivo se comunicó con algo de la lista. Lo retirado está en `to_delete`. Estas herramientas no comprueban TLS: compruebe la firma.
tool-misp = MISP
tool-misp-how = Añada la carpeta como fuente de MISP. MISP no aplica los borrados de una fuente: borre a mano lo [withdrawn|retirado].
tool-stix = OpenCTI y todo lo que lee STIX 2.1
tool-stix-how = Un solo paquete con todo su contenido. Lo retirado está en él como informe revocado y vacío, para que las herramientas lo quiten.
tool-taxii = OpenCTI y otros clientes de TAXII 2.1
tool-taxii-how = Una colección para todo el mundo, sin cuenta, con lo que tiene el paquete de arriba. De lo retirado, los clientes reciben una versión revocada y vacía, y lo quitan.
taxii-discovery = Descubrimiento
taxii-root = Raíz de la API
taxii-collection = Colección
tool-suricata = Suricata, PiRogue
tool-suricata-how = Reglas que señalan qué dispositivo consulta un nombre de la lista; no cortan nada.
tool-clamav = ClamAV
tool-clamav-how = Ponga los dos en la carpeta de bases de datos. Una coincidencia es un archivo de la lista, byte por byte.
tool-yara = YARA
tool-yara-how = Reglas tal como llegaron. Una coincidencia es un motivo para mirar más de cerca.
tool-spreadsheet = Hoja de cálculo
tool-spreadsheet-how = Dominios, enlaces y direcciones en una tabla.
tool-newsreader = Lector de noticias
tool-newsreader-how = Los títulos de lo nuevo, sin los valores.
tool-newsletter = Resumen de novedades
tool-newsletter-how = El último mes en palabras, para pegar en un correo o una página.
tool-pi-hole = Pi-hole, archivo hosts
tool-pi-hole-how = Añada la dirección como lista.
tool-adguard = AdGuard Home, Pi-hole 6, uBlock Origin
tool-adguard-how = Añada la dirección como lista de filtros: incluye todo lo que cuelga de cada nombre.
tool-rpz = Servidor DNS (RPZ)
tool-rpz-how = Para BIND, Unbound, Knot Resolver y PowerDNS, como zona de política de respuesta.
tool-domains = Servidor de nombres, script
tool-domains-how = Un dominio por línea.
file-stix-json = paquete STIX 2.1
file-mvt-stix2 = STIX 2.1 tal como lo lee MVT
file-misp-manifest-json = fuente de MISP: dele la carpeta a MISP
file-spyguard-json = qué conocer y qué borrar
file-hosts-txt = archivo hosts: servidores y sitios que entregan el ataque
file-hosts-full-txt = archivo hosts: todos los roles
file-domains-txt = un dominio por línea: servidores y sitios que entregan el ataque
file-domains-full-txt = un dominio por línea: todos los roles
file-adguard-txt = lista de filtros con todo lo que cuelga de cada nombre: servidores y sitios que entregan el ataque
file-adguard-full-txt = lista de filtros con todo lo que cuelga de cada nombre: todos los roles
file-rpz-zone = zona de política de respuesta: servidores y sitios que entregan el ataque
file-rpz-full-zone = zona de política de respuesta: todos los roles
file-suricata-rules = reglas que señalan qué dispositivo consulta un nombre de la lista
file-network-csv = tabla de dominios, enlaces y direcciones
file-clamav-hdb = hashes MD5 de archivos
file-clamav-hsb = hashes SHA-1 y SHA-256 de archivos
file-rules-yar = reglas YARA tal como llegaron
file-atom-xml = Atom
file-feed-json = JSON Feed
file-digest-md = resumen de novedades del último mes, Markdown
file-digest-html = resumen de novedades del último mes, HTML
left-title = Lo que queda fuera
left-caption = Valores publicados que faltan en algún archivo
left-file = Archivo
left-values = Valores
left-why = Motivo
left-no-place = el formato no tiene dónde ponerlo: [kind]
left-only-for-mvt = el STIX estándar no tiene dónde ponerlo, el archivo para MVT sí: [kind]
left-equals-sign = MVT no puede leer un valor con un signo igual
left-escapes = MVT no puede leer un valor con comillas o barras inversas
left-network = una red; el formato solo tiene direcciones
left-repeated = ya está en el archivo
left-too-many = más de lo que los programas cargan en un tiempo aceptable
left-may-alert-perpetrator = bloquearlo podría poner sobre aviso a quien ejerce la violencia
left-pap-forbids = su nivel PAP prohíbe bloquear
left-pap-unstated = ningún nivel PAP dice que se permite bloquear
left-unconfirmed = ni marcado para usar ni confirmado por dos centros
left-role = su rol es: [role]
left-guarded = un sitio común, una plataforma compartida o un sufijo público
left-spelling = los programas que leen el formato no aceptan cómo está escrito
left-for-tools = está en los archivos para herramientas
left-staff-only = su etiqueta lo reserva al equipo del centro

## Feed of the network

network-title = Archivos de la red
network-as-of = [label] [network], a fecha de [day].
network-lead = Lo que publican los centros de abajo, reunido por este. Cada uno responde de lo suyo: cada entrada nombra al centro que la publicó. Lo que un centro retira sale de todos los archivos, y también todo lo que publicó cuando deja la red o esta recopilación: sustituya su copia, no la amplíe.
network-desks = Centros
network-files = Archivos por herramienta
network-check = Sumas de comprobación: [network/SHA256SUMS|SHA256SUMS], firmadas por este centro en [network/SHA256SUMS.sig|SHA256SUMS.sig] y, para minisign, en [network/SHA256SUMS.minisig|SHA256SUMS.minisig]. Las declaraciones tal como las firmó cada centro: [network/statements.jsonl|statements.jsonl], con las claves en [network/desks.json|desks.json]. Cuándo se generaron los archivos y hasta cuándo cuentan como recientes: [network/freshness.json|freshness.json]. [verify|Cómo comprobar las firmas].

## Verify

verify-title = Verificar
verify-lead = Quien controle este sitio, o el camino hasta él, podría cambiar un archivo y a la vez las claves de esta página. Compare las claves una vez con el registro de la red, o con lo que el centro le diga por otro canal; desde entonces, las comprobaciones de abajo le dicen que un archivo está completo y es nuestro.
verify-keys = Claves
verify-network = Red
verify-roster = Registro
verify-roster-version = versión { $n }, huella [digest]
verify-desk = Centro
verify-feed-key = Archivos
verify-checkpoint-key = Puntos de control
verify-statement-key = Declaraciones
verify-words = Debajo de cada clave está la misma en palabras y en cifras, para compararla a la vista o leerla en voz alta: la gente del centro ve lo mismo.
verify-programs = Lo mismo para programas: [fanal.json].
verify-file = Un archivo
verify-fetch = Descargue la lista de sumas de comprobación, sus firmas y el archivo:
verify-signature = Compruebe la firma de la lista con una de estas:
verify-fresh = También mira si los archivos son recientes, según freshness.json, y recuerda en seen.json lo que vio: si una réplica se detiene o vuelve atrás, avisa. Con las otras, lea allí usted `valid_until` y `serial` una vez comprobada la lista; minisign los muestra como comentario de confianza.
verify-list = La lista
verify-list-more = Luego compruebe el archivo con la lista:
verify-log = El registro público
verify-log-more = Cada publicación y cada retiro es una entrada de un registro al que solo se puede añadir: un árbol de Merkle (RFC 6962) de huellas, servido como [checkpoint|punto de control] y teselas en el formato de C2SP (tlog-checkpoint, tlog-tiles). Quien guarda un punto de control puede comprobar más tarde que nada se cambió ni se quitó a escondidas. El registro solo tiene huellas: lo retirado no se puede leer en él.
verify-log-key = La clave de los puntos de control, como la leen los programas para estos registros:
verify-log-since = Un punto de control guardado vale para siempre. Donde tenga el registro como archivos (una réplica lo tiene), esto dice si el más reciente es continuación del que guardó:
verify-log-closed = Cuando el centro tuvo que volver desde una copia de seguridad, su registro sigue en uno nuevo. Los registros anteriores siguen legibles, para que un punto de control suyo pueda seguir contrastándose con ellos; cada uno tiene su clave:

## About

about-title = Acerca de
about-who = Quién gestiona este sitio
about-who-more = [desk] gestiona este sitio: un centro de ayuda en seguridad digital. Responde de lo que publica aquí.
about-what = Qué encuentra aquí
about-what-more = Enlaces, servidores, aplicaciones y archivos que se usan contra las personas a las que ayudan estos centros, con unas palabras sobre cada uno. Nada llega aquí antes de que la persona afectada, si la hay, lo haya aceptado; antes de que lo haya leído una segunda persona; y antes de buscar en ello lo que pudiera delatar a alguien. Lo mismo está en los [feed|archivos para herramientas].
about-not = Qué no es este sitio
about-not-complete = Una lista completa: nadie conoce todos los ataques, y mucho se cuenta solo a otros centros.
about-not-proof = Una prueba: una coincidencia es un motivo para mirar más de cerca, con alguien que sepa hacerlo.
about-not-emergency = Un servicio de emergencia: este sitio no recibe nada. [contact-page|Cómo contactar con el centro].
about-withdrawn = Lo que se retira
about-withdrawn-more = Una persona puede cambiar de opinión, y podemos equivocarnos. Lo [withdrawn|retirado] sale de todas las páginas y de todos los archivos; las copias que otros hicieron no las podemos retirar.
about-code = Código de conducta
about-code-more = La red de este centro tiene un código de conducta. Sus miembros tienen el texto; se reconoce por este SHA-256: [digest]
about-code-roster = { $n ->
   *[other] Lo nombra la versión { $n } de las reglas de la red.
}
about-code-accepted = [desk] lo aceptó el [day].
about-code-report = ¿Un centro hizo lo que no debía? Dígaselo a [desk], por las vías de la página [contact-page|Contacto]: lo pasa a quienes coordinan la red, que pueden suspender o expulsar a un centro.
about-made = Cómo está hecho
about-made-more = Con Fanal, software libre bajo la Licencia Pública General Affero de GNU, que los centros manejan en sus propias máquinas. Cada archivo está firmado: [verify|cómo comprobarlo]. La fecha de la última actualización está [status|aquí].

## Contact

contact-title = Contacto
contact-lead = Cómo contactar con [desk].
contact-none = Este centro no indica en público ninguna forma de contacto.
contact-in-public = Para todo el mundo
contact-channels = Canales
contact-channel = Canal
contact-address = Dirección
contact-traits = Tenga en cuenta
contact-languages = Idiomas
contact-hours = Horario
contact-safe = Si es posible que alguien vigile su dispositivo, escriba o llame desde otro.
contact-corrections = ¿Hay aquí algo suyo por error?
contact-corrections-more = Diga qué boletín y qué valor, por el canal de arriba. Lo que estaba mal se [withdrawn|retira] en público y sale de todos los archivos.
contact-security = ¿Encontró un fallo de seguridad en este sitio?
contact-security-more = A quién decírselo está en [security.txt].
contact-keys = Claves
contact-keys-more = Por estas claves se reconoce lo que firma este centro. Compárelas con lo que le diga por otro canal; [verify|cómo comprobar un archivo].
trait-end-to-end = cifrado de extremo a extremo
trait-no-account-needed = no necesita cuenta
trait-monitored = puede estar vigilado
trait-emergency = para emergencias

## Status

status-title = Estado
status-lead = Cuándo se actualizó este sitio por última vez, y qué contiene.
status-made = Actualizado
status-fresh = Reciente hasta
status-published = Boletines
status-withdrawn = Retirados
status-log = Entradas del registro público
status-old = Si ese día ya pasó, lo que ve es antiguo: el sitio ya no se actualiza, o una réplica se detuvo. Los programas leen lo mismo en [freshness.json].
