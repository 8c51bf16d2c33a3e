# الموقع العلني، بالعربية.
# Whoever speaks it from birth and has read it all signs the next line: name, YYYY-MM-DD. Until then pages say that
# nobody has.
# reviewed-by:
#
# بين القوسين المعقوفين اسم صفحة أو ملف أو كلمة يضعها البرنامج هناك، وبعد الخط العمودي ما يُعرض من كلمات. تُترجم الكلمات
# ويبقى الاسم. وما بين `علامتين مائلتين` يُكتب كما هو.

## Every page

skip = الانتقال إلى المحتوى
nav = الموقع
languages = اللغات
nav-bulletins = النشرات
nav-feed = الملفات
nav-withdrawn = المسحوب
nav-verify = التحقق
nav-about = حول الموقع
nav-contact = التواصل
nav-status = الحالة
leave = مغادرة هذه الصفحة
published-by = ينشره [desk].
corrections = للتواصل، وللتصحيح أيضًا: [contact].
plain = لا تستخدم هذه الصفحات ملفات تعريف ارتباط (كوكيز) ولا برامج نصية، ولا تحمّل شيئًا من مكان آخر.
unreviewed = لم يراجع نصوص هذه الصفحات بعدُ شخص لغته الأم العربية.
public = علني
day-monday = الاثنين
day-tuesday = الثلاثاء
day-wednesday = الأربعاء
day-thursday = الخميس
day-friday = الجمعة
day-saturday = السبت
day-sunday = الأحد
values = { $n ->
    [zero] لا قيم
    [one] قيمة واحدة
    [two] قيمتان
    [few] { $n } قيم
    [many] { $n } قيمة
   *[other] { $n } قيمة
}
bytes = { $n ->
    [zero] لا بايت
    [one] بايت واحد
    [two] بايتان
    [few] { $n } بايتات
    [many] { $n } بايت
   *[other] { $n } بايت
}
nothing-yet = لم يُنشر شيء بعد.

## Home

home-title = الرئيسية
home-lead = تحذيرات من برامج التجسس والتصيّد وهجمات رقمية أخرى على المجتمع المدني، ينشرها [desk]. كل ما هنا [label]: يجوز لأي شخص أن يقرأه ويستخدمه وينقله.
home-newest = أحدث النشرات
home-all = [bulletins|كل النشرات]
weeks-title = الأسابيع الاثنا عشر الأخيرة
weeks-table = الشيء نفسه في جدول
weeks-from = أسبوع يبدأ في
weeks-picture = نشرات كل أسبوع في أعمدة، فوق كل عمود عددها وتحته أول يوم في الأسبوع. وفي الجدول الأعداد نفسها.
home-tools = لأدواتكم
home-tools-more = في [feed|الملفات] المادة نفسها بصيغ تقرؤها MVT وOpenCTI وMISP وPi-hole وAdGuard Home وجداول البيانات كما هي. والعناوين لا تتغير. تقول صفحة [verify|التحقق] كيف تتأكدون أن الملف كامل ومنّا، وتقول قائمة [withdrawn|المسحوب] ما ينبغي حذفه.
home-before = قبل الاعتماد على ما هنا
home-before-more = عدم ورود قيمة هنا لا يعني أنها آمنة: لا أحد يعرف كل الهجمات. إذا ظننتم أن أحدًا يراقب جهازكم، فاطلبوا المشورة من مكتب مساعدة، ومن جهاز آخر، وقبل أن تغيّروا أو تحذفوا أي شيء.

## Bulletins

bulletins-title = النشرات
bulletins-lead = [label]، الأحدث أولًا.
bulletin-label = الوسم
bulletin-published = نُشرت
bulletin-category = الفئة
bulletin-source = المصدر
bulletin-licence = الرخصة
bulletin-permitted = المسموح
permitted-clear = كل استخدام يجيزه القانون
permitted-green = الحجب والفحص النشط
permitted-amber = استعلام لا يراه المهاجم، دون حجب
permitted-red = البحث في السجلات الخاصة وحدها، دون حجب
bulletin-alert = للكشف فقط.
bulletin-alert-more = قد ينبّه حجب هذه القيم من يمارس العنف. وهي ليست في قوائم الحجب.
values-title = القيم
values-none = لا تحتوي هذه النشرة على قيم.
values-lead = كُتبت بحيث لا تكون روابط. لأدواتكم: هذه النشرة وحدها بصيغة [alone|STIX 2.1]، أو [feed|الملفات] التي فيها كل النشرات: [files].
values-first = أول { $n } من القيم، ومجموعها { $all }
col-value = القيمة
col-type = النوع
col-role = الدور
col-belongs = تتبع
kind-domain-name = نطاق
kind-url = رابط
kind-ipv4-addr = عنوان IPv4
kind-ipv6-addr = عنوان IPv6
kind-email-addr = عنوان بريد
kind-md5 = بصمة MD5
kind-sha1 = بصمة SHA-1
kind-sha256 = بصمة SHA-256
kind-sha512 = بصمة SHA-512
kind-app-id = تطبيق
kind-cert-md5 = شهادة (MD5)
kind-cert-sha1 = شهادة (SHA-1)
kind-cert-sha256 = شهادة (SHA-256)
kind-process-name = عملية نظام
kind-file-name = اسم ملف
kind-file-path = مسار ملف
kind-configuration-profile-id = ملف إعدادات
kind-android-property = خاصية أندرويد
role-c2 = خادم تحكّم
role-delivery = ينقل الهجوم
role-website = موقع المنتج
role-sender = المُرسِل
role-payload = الملف أو التطبيق نفسه
role-unknown = غير مذكور
reference-title = المرجع
reference-id = المعرّف
reference-digest = البصمة
reference-log = في السجل العلني
reference-place = القيد رقم { $n }، والعدّ من الصفر: [log|كيف تتحققون]

## Withdrawn, and what is not there

withdrawn-title = المسحوب
withdrawn-lead = لم تعد هذه النشرات منشورة. إن احتفظتم بنسخة، فالرجاء حذفها وحذف كل ما أخذتموه منها. لا تُذكر الأسباب علنًا.
withdrawn-none = لم يُسحب شيء.
withdrawn-caption = النشرات المسحوبة، الأحدث أولًا
withdrawn-day = سُحبت
gone-lead = سُحبت النشرة [id] يوم [day]. إن احتفظتم بنسخة، فالرجاء حذفها وحذف كل ما أخذتموه منها. انظروا [withdrawn|كل ما سُحب].
read-only-title = للقراءة فقط
read-only = يُقرأ هذا الموقع (GET وHEAD)، ولا شيء غير ذلك.
absent-title = غير موجود
absent = لا شيء في هذا العنوان. هنا [bulletins|كل النشرات] و[feed|كل الملفات].

## Feed

feed-title = الملفات
feed-as-of = [label]، حتى [day].
feed-lead = ابحثوا عن أداتكم وأعطوها العنوان، فهو لا يتغير. لا تطلبوا الملفات أكثر من مرة في الساعة: ما لم يتغير لا يُرسل مرتين إلى الأدوات التي تحفظ ETag. حين [withdrawn|تُسحب] نشرة تخرج قيمها من كل الملفات: استبدلوا نسختكم ولا تضيفوا إليها.
feed-no-match = عدم التطابق لا يعني أن الجهاز سليم.
feed-no-match-more = لا أحد يعرف كل الهجمات.
feed-network = ما تنشره مكاتب شبكتنا التي وافقت على ذلك: [network-feed|ملفات الشبكة].
feed-blocking = قبل الحجب
feed-blocking-more = قد يرى من يراقب جهازًا أن شيئًا قد حُجب، وقد يكون له رد فعل. وإذا كان الشخص المراقَب يعيش مع من يراقبه فقد يكون ذلك خطرًا: تحدثوا مع الشخص المراقَب، أو مع مكتب مساعدة، قبل أن تحجبوا شيئًا على جهازه أو في منزله. القيم التي قد تنبّه أحدًا ليست في هذه القوائم.
feed-blocking-full = في القوائم التي ليس في اسمها «full» خوادم التحكّم ومواقع نقل الهجوم؛ وفي القوائم الكاملة كل الأدوار، ومنها مواقع تبيع هذه البرامج.
feed-mirrors = للمرايا ولبرامج أخرى
feed-mirrors-more = حزمة لكل نشرة، والقائمتان اللتان تتبعهما المرآة: [index.txt] و[changes.csv].
feed-check = تحققوا مما تحمّلونه
feed-check-more = مجاميع التحقق: [SHA256SUMS]، وتوقيعها في [SHA256SUMS.sig]، ولأداة minisign في [SHA256SUMS.minisig]. [verify|كيف تتحققون منها]. متى أُنشئت الملفات، وإلى متى تُعدّ حديثة: [freshness.json].
tool-mvt = MVT
tool-mvt-how = مرّروا الملف بالخيار `--iocs`، أو ضعوه في مجلد المؤشرات لدى MVT. التطابق أثر يُنظر فيه مع مكتب مساعدة، وليس دليلًا بعد.
tool-spyguard = SpyGuard وTinyCheck
tool-spyguard-how = أضيفوا العنوان بوصفه watcher. التطابق يعني أن الجهاز تواصل مع شيء في القائمة. المسحوب تحت `to_delete`. لا تتحقق هذه الأدوات من TLS: تحققوا من التوقيع.
tool-misp = MISP
tool-misp-how = أضيفوا المجلد مصدرًا في MISP. لا يطبّق MISP الحذف الوارد من المصادر: احذفوا [withdrawn|المسحوب] يدويًا.
tool-stix = OpenCTI وكل ما يقرأ STIX 2.1
tool-stix-how = حزمة واحدة بكل ما فيها. المسحوب فيها تقرير ملغى بلا محتوى، كي تزيله الأدوات.
tool-taxii = OpenCTI وبرامج عميل TAXII 2.1 الأخرى
tool-taxii-how = مجموعة واحدة للجميع دون حساب، فيها ما في الحزمة أعلاه. ولما سُحب تتلقى برامج العميل نسخة ملغاة بلا محتوى فتزيله.
taxii-discovery = عنوان الاستكشاف
taxii-root = جذر الواجهة البرمجية (API)
taxii-collection = المجموعة
tool-suricata = Suricata وPiRogue
tool-suricata-how = قواعد تبيّن أي جهاز يستعلم عن اسم مدرج، ولا تقطع شيئًا.
tool-clamav = ClamAV
tool-clamav-how = ضعوا الملفين في مجلد قواعد البيانات. التطابق ملف مذكور في القائمة، بايتًا ببايت.
tool-yara = YARA
tool-yara-how = القواعد كما وردت. التطابق سبب للنظر عن قرب.
tool-spreadsheet = جدول بيانات
tool-spreadsheet-how = نطاقات وروابط وعناوين في جدول.
tool-newsreader = قارئ أخبار
tool-newsreader-how = عناوين الجديد، دون القيم.
tool-newsletter = رسالة إخبارية
tool-newsletter-how = الشهر الأخير بالكلمات، لتُلصق في بريد أو صفحة.
tool-pi-hole = Pi-hole وملف hosts
tool-pi-hole-how = أضيفوا العنوان قائمةً.
tool-adguard = AdGuard Home وPi-hole 6 وuBlock Origin
tool-adguard-how = أضيفوا العنوان قائمةَ ترشيح: تشمل كل ما تحت كل اسم.
tool-rpz = خادم DNS (RPZ)
tool-rpz-how = لخوادم BIND وUnbound وKnot Resolver وPowerDNS، بوصفها منطقة سياسة استجابة.
tool-domains = خادم أسماء أو برنامج نصي
tool-domains-how = نطاق واحد في كل سطر.
file-stix-json = حزمة STIX 2.1
file-mvt-stix2 = ملف STIX 2.1 كما يقرؤه MVT
file-misp-manifest-json = مصدر MISP: أعطوا MISP المجلد
file-spyguard-json = ما يُعرف وما يُحذف
file-hosts-txt = ملف hosts: خوادم ومواقع نقل الهجوم
file-hosts-full-txt = ملف hosts: كل الأدوار
file-domains-txt = نطاق في كل سطر: خوادم ومواقع نقل الهجوم
file-domains-full-txt = نطاق في كل سطر: كل الأدوار
file-adguard-txt = قائمة ترشيح تشمل كل ما تحت كل اسم: خوادم ومواقع نقل الهجوم
file-adguard-full-txt = قائمة ترشيح تشمل كل ما تحت كل اسم: كل الأدوار
file-rpz-zone = منطقة سياسة استجابة: خوادم ومواقع نقل الهجوم
file-rpz-full-zone = منطقة سياسة استجابة: كل الأدوار
file-suricata-rules = قواعد تبيّن أي جهاز يستعلم عن اسم مدرج
file-network-csv = جدول نطاقات وروابط وعناوين
file-clamav-hdb = بصمات MD5 لملفات
file-clamav-hsb = بصمات SHA-1 وSHA-256 لملفات
file-rules-yar = قواعد YARA كما وردت
file-atom-xml = Atom
file-feed-json = JSON Feed
file-digest-md = رسالة الشهر الأخير، Markdown
file-digest-html = رسالة الشهر الأخير، HTML
left-title = ما لم يُدرج
left-caption = قيم منشورة ليست في أحد الملفات
left-file = الملف
left-values = القيم
left-why = السبب
left-no-place = لا مكان له في الصيغة: [kind]
left-only-for-mvt = لا مكان له في STIX القياسي، وله مكان في ملف MVT: [kind]
left-equals-sign = لا يقرأ MVT قيمة فيها علامة يساوي
left-escapes = لا يقرأ MVT قيمة فيها علامات اقتباس أو شرطات مائلة عكسية
left-network = شبكة، وليس في الصيغة إلا عناوين
left-repeated = في الملف من قبل
left-too-many = أكثر مما تحمّله البرامج في وقت مقبول
left-may-alert-perpetrator = قد ينبّه حجبه من يمارس العنف
left-pap-forbids = مستوى PAP يمنع الحجب
left-pap-unstated = لا مستوى PAP يقول إن الحجب مسموح
left-unconfirmed = لم يُعلَّم للاستخدام ولم يؤكده مكتبان
left-role = دوره: [role]
left-guarded = موقع شائع أو منصة مشتركة أو لاحقة عامة
left-spelling = البرامج التي تقرأ هذه الصيغة لا تقبل هذه الكتابة
left-for-tools = مذكور في ملفات الأدوات
left-staff-only = وسمه يحصره في طاقم المكتب

## Feed of the network

network-title = ملفات الشبكة
network-as-of = [label] [network]، حتى [day].
network-lead = ما تنشره المكاتب أدناه، جمعه هذا المكتب. كل مكتب مسؤول عما نشره: كل قيد يسمّي المكتب الذي نشره. ما يسحبه مكتب يخرج من كل الملفات، وكذلك كل ما نشره حين يغادر الشبكة أو هذه الملفات: استبدلوا نسختكم ولا تضيفوا إليها.
network-desks = المكاتب
network-files = الملفات بحسب الأداة
network-check = مجاميع التحقق: [network/SHA256SUMS|SHA256SUMS]، ووقّعها هذا المكتب في [network/SHA256SUMS.sig|SHA256SUMS.sig]، ولأداة minisign في [network/SHA256SUMS.minisig|SHA256SUMS.minisig]. التصريحات كما وقّعها كل مكتب: [network/statements.jsonl|statements.jsonl]، والمفاتيح في [network/desks.json|desks.json]. متى أُنشئت الملفات، وإلى متى تُعدّ حديثة: [network/freshness.json|freshness.json]. [verify|كيف تتحققون من التواقيع].

## Verify

verify-title = التحقق
verify-lead = من يتحكم بهذا الموقع أو بالطريق إليه يستطيع أن يغيّر ملفًا ومعه المفاتيح في هذه الصفحة. قارنوا المفاتيح مرة بسجلّ الشبكة، أو بما يقوله لكم المكتب عبر قناة أخرى؛ وبعد ذلك تقول لكم الفحوص أدناه إن الملف كامل ومنّا.
verify-keys = المفاتيح
verify-network = الشبكة
verify-roster = سجلّ الشبكة
verify-roster-version = الإصدار { $n }، البصمة [digest]
verify-desk = المكتب
verify-feed-key = الملفات
verify-checkpoint-key = نقاط التحقق
verify-statement-key = التصريحات
verify-words = تحت كل مفتاح يظهر المفتاح نفسه بالكلمات وبالأرقام، ليُقارن بالعين أو يُقرأ بصوت عالٍ: يرى العاملون في المكتب الشيء نفسه.
verify-programs = الشيء نفسه للبرامج: [fanal.json].
verify-file = ملف من الملفات
verify-fetch = نزّلوا قائمة المجاميع وتواقيعها والملف:
verify-signature = تحققوا من توقيع القائمة بإحدى هذه الأدوات:
verify-fresh = وينظر أيضًا هل الملفات حديثة كما يقول freshness.json، ويحفظ في seen.json ما رآه: فإذا توقفت مرآة أو رجعت إلى الوراء نبّه إلى ذلك. مع الأدوات الأخرى اقرؤوا هناك بأنفسكم `valid_until` و`serial` بعد التحقق من القائمة؛ ويعرضهما minisign تعليقًا موثوقًا.
verify-list = القائمة
verify-list-more = ثم قارنوا الملف بالقائمة:
verify-log = السجل العلني
verify-log-more = كل نشر وكل سحب قيد في سجل لا يقبل إلا الإضافة: شجرة ميركل (RFC 6962) من البصمات، تُقدَّم على شكل [checkpoint|نقطة تحقق] وبلاطات بصيغة C2SP (tlog-checkpoint وtlog-tiles). من احتفظ بنقطة تحقق أمكنه أن يتأكد لاحقًا أن شيئًا لم يُغيَّر ولم يُزل خفية. ليس في السجل إلا بصمات: فما سُحب لا يُقرأ فيه.
verify-log-key = مفتاح نقاط التحقق كما تقرؤه برامج هذه السجلات:
verify-log-since = نقطة التحقق التي احتفظتم بها تصلح دائمًا. وحيث لديكم السجل ملفاتٍ (كما لدى المرايا) يقول هذا هل النقطة الأحدث امتداد لها:
verify-log-closed = إذا اضطر المكتب إلى العودة من نسخة احتياطية فإن سجله يستمر في سجل جديد. وتبقى السجلات السابقة متاحة للقراءة، لتظل مقارنة نقاط التحقق القديمة بها ممكنة؛ ولكل منها مفتاحه:

## About

about-title = حول الموقع
about-who = من يدير هذا الموقع
about-who-more = يدير هذا الموقع [desk]، وهو مكتب مساعدة في الأمن الرقمي، وهو مسؤول عما ينشره هنا.
about-what = ماذا تجدون هنا
about-what-more = روابط وخوادم وتطبيقات وملفات تُستخدم ضد من تساعدهم هذه المكاتب، مع كلمات قليلة عن كل منها. لا يصل شيء إلى هنا قبل أن يوافق عليه الشخص المعني إن وُجد، وقبل أن يقرأه شخص ثانٍ، وقبل أن يُفحص بحثًا عما قد يكشف هوية أحد. والمادة نفسها في [feed|الملفات للأدوات].
about-not = ما ليس هذا الموقع
about-not-complete = ليس قائمة كاملة: لا أحد يعرف كل الهجمات، وكثير منها لا يُقال إلا لمكاتب أخرى.
about-not-proof = ليس دليلًا: التطابق سبب للنظر عن قرب، مع من يعرف كيف يفعل ذلك.
about-not-emergency = ليس خدمة طوارئ: لا يستقبل هذا الموقع شيئًا. [contact-page|كيف تصلون إلى المكتب].
about-withdrawn = ما يُسحب
about-withdrawn-more = قد يغيّر الشخص رأيه، وقد نخطئ. ما [withdrawn|سُحب] يخرج من كل الصفحات والملفات؛ أما النسخ التي أخذها آخرون فلا نستطيع سحبها.
about-code = مدونة السلوك
about-code-more = لشبكة هذا المكتب مدونة سلوك، ونصها لدى أعضائها؛ تُعرف بهذا الرقم (SHA-256): [digest]
about-code-roster = { $n ->
   *[other] تذكرها النسخة { $n } من قواعد الشبكة.
}
about-code-accepted = قبلها [desk] في [day].
about-code-report = هل فعل مكتب ما لا يجوز؟ أخبروا [desk] بالطرق المذكورة في صفحة [contact-page|الاتصال]: ينقل ذلك إلى منسقي الشبكة، ولهم أن يوقفوا مكتبًا أو يخرجوه.
about-made = كيف صُنع
about-made-more = صُنع ببرنامج فنار، وهو برنامج حر برخصة غنو أفيرو العمومية، تشغّله المكاتب بأنفسها. كل ملف موقّع: [verify|كيف تتحققون منه]. وتاريخ آخر تحديث مذكور [status|هنا].

## Contact

contact-title = التواصل
contact-lead = كيف تصلون إلى [desk].
contact-none = لا يذكر هذا المكتب علنًا طريقة للوصول إليه.
contact-in-public = للجميع
contact-channels = قنوات التواصل
contact-channel = القناة
contact-address = العنوان
contact-traits = ينبغي أن تعرفوا
contact-languages = اللغات
contact-hours = الأوقات
contact-safe = إذا كان من المحتمل أن أحدًا يراقب جهازكم، فاكتبوا أو اتصلوا من جهاز آخر.
contact-corrections = هل ذُكر هنا خطأً شيء يخصكم؟
contact-corrections-more = قولوا أي نشرة وأي قيمة، بالطريقة المذكورة أعلاه. ما كان خطأً [withdrawn|يُسحب] علنًا ويخرج من كل الملفات.
contact-security = هل وجدتم ثغرة في هذا الموقع؟
contact-security-more = من ينبغي إخباره مذكور في [security.txt].
contact-keys = المفاتيح
contact-keys-more = بهذه المفاتيح تعرفون ما يوقّعه هذا المكتب. قارنوها بما يقوله لكم عبر قناة أخرى؛ [verify|كيف تتحققون من ملف].
trait-end-to-end = مشفّر من الطرف إلى الطرف
trait-no-account-needed = لا يحتاج إلى حساب
trait-monitored = قد يكون مراقَبًا
trait-emergency = للطوارئ

## Status

status-title = الحالة
status-lead = متى حُدّث هذا الموقع آخر مرة، وما فيه.
status-made = آخر تحديث
status-fresh = حديث حتى
status-published = النشرات
status-withdrawn = المسحوب
status-log = قيود السجل العلني
status-old = إذا مضى هذا اليوم فما ترونه قديم: لم يعد الموقع يُحدَّث، أو توقفت مرآة. وتقرأ البرامج الشيء نفسه في [freshness.json].
