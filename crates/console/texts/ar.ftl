# لوحة فنار، العربية.
# Whoever speaks it from birth and has read it all signs the next line: name, YYYY-MM-DD. Until then pages say that
# nobody has.
# reviewed-by:

## Every page

changed-look-again = تغيّر المحتوى منذ اطّلاعكم عليه. هذه حالته الآن: راجعوه مرة أخرى قبل الإرسال.
skip = الانتقال إلى المحتوى
menu = القائمة
nav = الصفحات
nav-home = الرئيسية
nav-check = تحقّق
nav-inbox = الوارد
nav-new = مشاركة
title-mend = يحتاج إلى تصحيح
faults-title = { $n ->
    [one] أمر واحد يحتاج إلى تصحيح
    [two] أمران يحتاجان إلى تصحيح
    [few] { $n } أمور تحتاج إلى تصحيح
    [many] { $n } أمرًا يحتاج إلى تصحيح
   *[other] { $n } أمر يحتاج إلى تصحيح
}
comma = ،
details = التفاصيل بالإنجليزية
signed-in-as = الحساب الحالي:
sign-out = تسجيل الخروج
language = اللغة
help-contact = هل من خلل أو أمر غير واضح؟ اسألوا من يدير مكتبكم.
help-report = هل خالف مكتب قاعدة؟ أخبروا المنسقين.
unreviewed = لم يراجع هذه النصوص بعدُ شخص لغته الأم العربية.
idle = تنتهي جلستكم بعد خمس دقائق. افتحوا أي صفحة لتبقى مفتوحة، وما تكتبونه محفوظ.
back-home = العودة إلى الرئيسية
problem-title = لم يتم ذلك
problem-absent = لا شيء هنا
alarm-forked = ظهر سجلّان مختلفان لهذه الشبكة. إلى أن يحسم المنسّقون الأمر لا يُنقل شيء سوى عمليات السحب.
alarm-expired = انتهت صلاحية سجلّ هذه الشبكة. إلى أن يجدده المنسّقون لا يمكن إرسال شيء يُذكر.
alarm-stale = لا خبر من المنسّقين منذ مدة. قد يتأخر ما يحمل TLP:AMBER أو TLP:RED.
alarm-unheard = لا خبر من المنسّقين منذ ثلاثة أيام. إن استمر ذلك فسيتأخر ما يحمل TLP:AMBER أو TLP:RED.

day-monday = الاثنين
day-tuesday = الثلاثاء
day-wednesday = الأربعاء
day-thursday = الخميس
day-friday = الجمعة
day-saturday = السبت
day-sunday = الأحد
ago-now = الآن
ago-minutes = { $n ->
    [one] قبل دقيقة
    [two] قبل دقيقتين
    [few] قبل { $n } دقائق
   *[other] قبل { $n } دقيقة
}
ago-hours = { $n ->
    [one] قبل ساعة
    [two] قبل ساعتين
    [few] قبل { $n } ساعات
   *[other] قبل { $n } ساعة
}
ago-days = { $n ->
    [one] قبل يوم
    [two] قبل يومين
    [few] قبل { $n } أيام
    [many] قبل { $n } يومًا
   *[other] قبل { $n } يوم
}
desks = { $n ->
    [zero] لا مكتب
    [one] مكتب مساعدة واحد
    [two] مكتبا مساعدة
    [few] { $n } مكاتب مساعدة
    [many] { $n } مكتب مساعدة
   *[other] { $n } مكتب مساعدة
}
values = { $n ->
    [zero] لا قيمة
    [one] قيمة واحدة
    [two] قيمتان
    [few] { $n } قيم
   *[other] { $n } قيمة
}
known-here = { $n ->
    [one] إحداها معروفة هنا
    [two] اثنتان منها معروفتان هنا
    [few] { $n } منها معروفة هنا
    [many] { $n } منها معروفة هنا
   *[other] { $n } منها معروفة هنا
}

## What was done

done-ended = انتهت جلستكم. سجّلوا الدخول للمتابعة.
done-out = تم تسجيل الخروج.
done-cookie = لم يحتفظ المتصفح بالجلسة. استخدموا عنوان https لهذه اللوحة، أو عنوان onion، أو هذا الجهاز نفسه.
done-lang = تغيّرت اللغة.
done-sent = تم الإرسال.
done-sent-sealed = سُلّم الملف المختوم. لم يستطع هذا الخادم قراءته.
done-waiting = ينتظر الآن مراجعة شخص ثانٍ.
done-kept = المسودة محفوظة.
done-mended = تم التغيير. هكذا أصبح الآن.
done-forgotten = حُذفت المسودة.
done-stance = سُجّل ذلك.
done-sighted = أُبلغ المكتب الذي شاركها.
done-asked = طُرح السؤال.
done-approved = تمت الموافقة. تصبح علنية في الساعة التالية التي ينشر فيها هذا المكتب، بعد انتهاء حظر النشر.
done-endorsed = أُبلغ مكتبها بموافقتكم. يمكنه أن ينشر هذا بعينه ولا شيء غيره.
done-published = أصبحت علنية.
done-returned = أُعيدت إلى من كتبها.
done-withdrawn = تم السحب.
done-revised = أُرسل التنقيح الجديد.
done-recorded = تم التدوين.
done-everywhere = أُنهيت.

## Signing in

sign-in-title = تسجيل الدخول
account = الحساب
password = كلمة السر
sign-in = دخول
sign-in-wrong = الحساب أو كلمة السر غير صحيحين.
sign-in-later = كثرت المحاولات. انتظروا قليلًا ثم حاولوا مجددًا.
no-day = اكتبوا اليوم هكذا: السنة ثم الشهر ثم اليوم، 2026-11-22.
nothing-done = كانت جلستكم قد انتهت: لم يُنفَّذ أي شيء. سجّلوا الدخول فتعودون إلى الصفحة التي كنتم فيها. إن كنتم ما زلتم تريدون ذلك فاضغطوا الزر هناك مرة أخرى.
sign-in-wrong-code = الحساب أو كلمة السر أو الرمز غير صحيح.
sign-in-recovery = عليّ الانتظار، أو فقدت تطبيق المصادقة
sign-in-recovery-code = رمز الاسترداد
sign-in-recovery-hint = بأحد رموز الاسترداد لديكم إلى جانب كلمة السر لا حاجة إلى الانتظار. يُستعمل كل رمز مرة واحدة.
sign-in-kept = كانت جلستكم قد انتهت. ما كتبتموه محفوظ: سجّلوا الدخول وستجدونه مسودة.
sign-in-cookie = ملف تعريف ارتباط واحد (كوكي) يُبقي الجلسة مفتوحة. تنتهي بعد نصف ساعة من آخر صفحة.

## Home

home-title = الرئيسية
home-share = هل وجدتم شيئًا؟
home-share-act = شاركوه
home-waiting = في الانتظار
home-new = { $n ->
    [0] لا جديد في الوارد
    [one] نشرة جديدة واحدة
    [two] نشرتان جديدتان
    [few] { $n } نشرات جديدة
   *[other] { $n } نشرة جديدة
}
home-reviews = { $n ->
    [0] لا شيء ينتظر المراجعة
    [one] عنصر واحد ينتظر المراجعة
    [two] عنصران ينتظران المراجعة
    [few] { $n } عناصر تنتظر المراجعة
    [many] { $n } عنصرًا ينتظر المراجعة
   *[other] { $n } عنصر ينتظر المراجعة
}
home-drafts = { $n ->
    [0] لا مسودات لديكم
    [one] لديكم مسودة واحدة
    [two] لديكم مسودتان
    [few] لديكم { $n } مسودات
    [many] لديكم { $n } مسودة
   *[other] لديكم { $n } مسودة
}
home-withdrawals = { $n ->
    [one] سحب واحد لم تكتمل الردود عليه
    [two] عمليتا سحب لم تكتمل الردود عليهما
    [few] { $n } عمليات سحب لم تكتمل الردود عليها
   *[other] { $n } عملية سحب لم تكتمل الردود عليها
}
home-refused = { $n ->
    [one] ردّ واحد على سحب جاء بالرفض
    [two] ردّان على السحب جاءا بالرفض
    [few] { $n } ردود على السحب جاءت بالرفض
    [many] { $n } ردًّا على السحب جاءت بالرفض
   *[other] { $n } ردّ على السحب جاءت بالرفض
}
home-notices = { $n ->
    [zero] لا شيء للعلم أو للرد
    [one] أمر واحد للعلم أو للرد
    [two] أمران للعلم أو للرد
    [few] { $n } أمور للعلم أو للرد
   *[other] { $n } أمرًا للعلم أو للرد
}
notices-title = للعلم أو للرد
notices-lead = ما تقوله المكاتب الأخرى عن نفسها، وما ينتظرك.
notices-none = لا شيء الآن للعلم أو للرد.
notice-since = منذ
notice-until = حتى
notice-source-gone = سُحب ما تستشهد به هذه النشرة. اذكر مصدرًا آخر في مراجعة جديدة وإلا ذهبت من نفسها.
notice-publication-alone = نُشرت بعد النسخة الاحتياطية المستعادة، ولا أحد يعرف على موافقة من تقوم. ليست على موقعك الآن وستذهب من نفسها.
notice-withdrawn-since = سُحبت بعد النسخة الاحتياطية المستعادة ولا أحد يعرف من أجل من. راجع سجلات الموافقة قبل أن يخرج شيء آخر.
notice-yes-without-record = عادت هذه بعد استعادة ولا سجل موافقة يعرفها. اذكر في مراجعة جديدة موافقة من هي، أو اسحبها.
notice-consent-doubted = بعد النسخة الاحتياطية المستعادة رُجع عن شيء من سجل موافقة. اسأل صاحب الشأن.
notice-hidden = سُحبت مع غيرها الكثير: مخفية، وتُتلف في ذلك الوقت.
notice-breach-of = يخبر { $desk } المنسقين بتسرب.
notice-breach = يخبر { $desk } بتسرب. كانت لديه هذه من نشراتكم.
notice-absence = لا أحد يجيب في { $desk }.
notice-locked = أقفل { $desk } نفسه. لا يُرسل إليه شيء ولا يؤخذ منه شيء حتى تقول القائمة التالية ما مصيره.
notice-open-again = فتح { $desk } نفسه من جديد ويطلب العودة. اتصل بأهله على رقم كان لديك من قبل.
notice-slip = عُرضت قصاصة { $desk } على { $by }. لا يُرسل إليه شيء ولا يؤخذ منه شيء حتى تقول القائمة التالية ما مصيره.
notice-grant = يسمح لك { $desk } بنشر هذا.
notice-grant-over = لم يعد { $desk } يسمح لك بنشر هذا. وما نشرته منه زال.
notice-not-as-closed = عاد { $desk } ويُغلق سجله القديم على غير ما وقّع. اسأل أهله؛ والدليل محفوظ.
notice-held-beyond = عاد { $desk } ولا يعرف كل ما لديك من سجله القديم. إن بقي هذا فاسأل أهله.
home-holds = النشرات المحفوظة هنا: { $bulletins }.
home-values = القيم المعروفة: { $values }.
home-no-network = هذا المكتب ليس في أي شبكة بعد: يمكنكم التصفح لا المشاركة.
home-no-content = حسابكم لإدارة المكتب أو لتنسيق الشبكة، ولا يرى أي محتوى.

## Check

check-title = هل رأى أحد هذا؟
check-label = رابط أو عنوان أو بصمة أو تطبيق، أو نص فيه شيء منها
check-hint = لا يخرج السؤال من عقدة مكتبكم.
check-act = تحقّق
check-nothing = أدخلوا شيئًا أولًا.
check-unknown = { $n ->
    [0] لا شيء فيه يبدو قيمة
    [one] غير معروف هنا
   *[other] لا شيء معروف هنا من هذه القيم وعددها { $n }
}
check-unknown-more = إن لم يبلّغ عنه أحد فهذا لا يعني أنه آمن.
check-known = القيم المعروفة هنا: { $n } من { $all }
check-listed = { $n ->
    [zero] لا قيمة في قوائم الآخرين
    [one] قيمة واحدة موجودة في قائمة لآخرين
    [two] قيمتان موجودتان في قوائم لآخرين
    [few] { $n } قيم موجودة في قوائم لآخرين
    [many] { $n } قيمة موجودة في قوائم لآخرين
   *[other] { $n } قيمة موجودة في قوائم لآخرين
}
check-listed-more = قوائم ينشرها آخرون ويحتفظ بها هذا المكتب ليبحث فيها. ما فيها ليس ما تعرفه هذه الشبكة، ولا يُنقل منها شيء.
check-list-of = { $list }، منذ { $day }
warned-title = { $n ->
    [zero] لا تعرف قوائم التنبيه شيئًا منها
    [one] تعرف إحدى قوائم التنبيه واحدة منها
    [two] تعرف قوائم التنبيه اثنتين منها
    [few] تعرف قوائم التنبيه { $n } منها
    [many] تعرف قوائم التنبيه { $n } منها
   *[other] تعرف قوائم التنبيه { $n } منها
}
warned-more = هذا تنبيه وليس حكمًا: كثيرًا ما يخدم اسم أو عنوان كهذا أناسًا كثيرين لا شأن لهم بالأمر. تأكدوا مرتين قبل أن يحجبه غيركم.
warned-common-sites = مواقع شائعة
guard-common-site = موقع يحتاج إليه الناس
guard-shared-platform = منصة يتشاركها كثيرون
guard-public-suffix = لاحقة مشتركة بين الجميع
check-unread = لم يُتعرّف عليه:
check-ask = اسألوا الشبكة
check-share = شاركوه

## Labels

label = الوسم
label-red = أشخاص مسمّون فقط
label-strict = مكاتب محددة، لطاقمها فقط
label-amber = مكاتب محددة
label-green = هذه الشبكة
label-clear = علني
label-red-more = لمن تسمّونهم وحدهم. الأفضل أن يقال وجهًا لوجه أو بالهاتف.
label-strict-more = للمكاتب التي تختارونها: لطاقمها، لا للمستفيدين منها.
label-amber-more = للمكاتب التي تختارونها. ولها أن تخبر من يحتاج من المستفيدين.
label-green-more = لكل مكاتب هذه الشبكة. ولا يُنشر علنًا أبدًا.
label-clear-more = للجميع، متى وافق عليه شخص ثانٍ.
label-white = يسمى TLP:CLEAR في TLP 1.0 باسم WHITE.
label-not-now = غير ممكن الآن:

## The inbox

inbox-title = الوارد
inbox-empty = لا شيء يطابق.
pages = صفحات هذه القائمة
page-next = الأقدم
page-previous = الأحدث
filters = تصفية وبحث
filter-act = تصفية
search-label = كلمات من عنوان
search-act = بحث
folder = عرض
folder-received = من مكاتب أخرى
folder-own = من هذا المكتب
folder-public = ما هو علني
folder-all = كل شيء
state = الحالة
category = الفئة
desk = المكتب
any = الكل
stance-new = جديد
stance-use = مستخدَم
stance-watch = قيد المتابعة
stance-dismissed = لا يعنينا
act-use = استخدام
act-watch = متابعة
act-dismiss = لا يعنينا
act-question = سؤال
bulk = لكل ما هو معلَّم

## Kinds, roles, categories

value = القيمة
kind = النوع
role = الدور
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
role-unknown = غير معروف
role-as-below = كما في الأسفل
role-of-rest = دور ما سواها
category-none = غير محددة
category-phishing = تصيّد
category-account-takeover = الاستيلاء على حساب
category-spyware = برنامج تجسس
category-stalkerware = برنامج ملاحقة وتعقّب
category-malware = برنامج خبيث آخر
category-vulnerability = ثغرة
category-harassment = حملة تحرّش ومضايقة
category-impersonation = حساب مزيف
category-doxxing = نشر بيانات شخصية للإيذاء
category-site-attack = هجوم على موقع
category-censorship = حجب أو قطع للإنترنت
category-interception = اعتراض اتصالات
category-device-loss = مصادرة جهاز أو فقده
category-data-leak = تسرّب بيانات

## The composer

compose-title = شاركوا ما وجدتم
compose-ask-title = اسألوا الشبكة
compose-lead = خمس خطوات قصيرة. لا يُرسل شيء قبل الصفحة التالية.
compose-templates = ابدؤوا من:
begun-phishing = رسالة تصيّد تتظاهر بأنها …
begun-phishing-lines = تشبه: | وصلت عبر (رسالة، بريد، مكالمة): | منذ: | ما تطلبه: | من عليه أن ينتبه:
begun-stalkerware = برنامج ملاحقة على هاتف: …
begun-stalkerware-lines = اسمه وكيف يختبئ: | أي هاتف وأي نظام: | كيف ربما وصل إليه: | ماذا يرسل وإلى أين: | ما الذي ساعد:
begun-spyware = رابط يجلب برنامج تجسس: …
begun-spyware-lines = كيف وصل الرابط: | ما الذي يدّعي أنه هو: | أي أجهزة يستهدف: | منذ: | عمّ نبحث:
begun-impersonation = حساب ينتحل صفة …
begun-impersonation-lines = صفة من ينتحل: | على أي خدمة: | منذ: | ماذا يطلب من الناس: | هل أُبلغت الخدمة (نعم أو لا):
begun-site-attack = هجوم على موقع: …
begun-site-attack-lines = ما الذي يحدث للموقع: | منذ: | من أين يأتي: | ما الذي ساعد: | لأي شيء على الآخرين أن يستعدوا:
template-phishing = رابط تصيّد
template-stalkerware = عُثر على برنامج ملاحقة وتعقّب
template-spyware = رابط برنامج تجسس
template-impersonation = حساب مزيف
template-site-attack = هجوم على موقع
compose-what = ماذا رأيتم؟
compose-content = ألصقوا ما لديكم: روابط، بصمات، أسماء تطبيقات، تقرير
compose-content-hint = تُفهم الكتابات مثل hxxp و[.]. لا يُفتح شيء ولا يُبحث عنه في أي مكان.
compose-read = قراءة
recognised = { $n ->
    [0] لم يُتعرّف على شيء
    [one] تُعرّف على قيمة واحدة
    [two] تُعرّف على قيمتين
    [few] تُعرّف على { $n } قيم
   *[other] تُعرّف على { $n } قيمة
}
recognised-known = { $n ->
    [one] واحدة معروفة من قبل
    [two] اثنتان معروفتان من قبل
   *[other] { $n } معروفة من قبل
}
recognised-caption = القيم التي تُعرّف عليها
recognised-more = { $n ->
    [one] قيمة أخرى قُرئت ولم تُعرض هنا.
    [two] قيمتان أخريان قُرئتا ولم تُعرضا هنا.
    [few] { $n } قيم أخرى قُرئت ولم تُعرض هنا.
    [many] { $n } قيمة أخرى قُرئت ولم تُعرض هنا.
   *[other] { $n } قيمة أخرى قُرئت ولم تُعرض هنا.
}
known-in = معروفة: { $where }
leave-out = استبعاد
common-drop = تُترك
common-keep = تُبقى
common-dropped = { $n ->
    [one] قيمة واحدة هي موقع يحتاج إليه كثيرون، فتُركت. إن كان الموقع للمهاجم فعلًا فاختاروا «تُبقى» بجانبه.
    [two] قيمتان هما موقعان يحتاج إليهما كثيرون، فتُركتا. إن كان أحدهما للمهاجم فعلًا فاختاروا «تُبقى» بجانبه.
    [few] { $n } قيم هي مواقع يحتاج إليها كثيرون، فتُركت. إن كان أحدها للمهاجم فعلًا فاختاروا «تُبقى» بجانبه.
    [many] { $n } قيمة هي مواقع يحتاج إليها كثيرون، فتُركت. إن كان أحدها للمهاجم فعلًا فاختاروا «تُبقى» بجانبه.
   *[other] { $n } قيمة هي مواقع يحتاج إليها كثيرون، فتُركت. إن كان أحدها للمهاجم فعلًا فاختاروا «تُبقى» بجانبه.
}
seen-once = شوهد عند شخص واحد فقط
not-taken = { $n ->
    [one] سطر واحد لم يُدرج
    [two] سطران لم يُدرجا
    [few] { $n } أسطر لم تُدرج
    [many] { $n } سطرًا لم يُدرج
   *[other] { $n } سطر لم يُدرج
}
reading-title = ما خُمّن أو لم يُقرأ
reading-merged = مكررات جُمعت: { $n }
reading-other-names = تكرارات باسم آخر: { $n }. يبقى الاسم الأول.
reading-unlisted = أسطر لم تُدرج ولا تظهر هنا: { $n }
reading-file-name = اسم الملف يقول إن أسطره من هذا النوع: { $kind }
reading-like-app-ids = نطاقات تشبه أسماء تطبيقات: { $n }. إن كانت كذلك فقولوا ذلك أدناه.
reading-column-of-kind = العمود «{ $what }»: { $kind }
reading-column-mixed = العمود «{ $what }»: قيم، تُعرف كل منها من شكلها
reading-column-kinds = العمود «{ $what }»: يقول نوع كل قيمة
reading-column-names = العمود «{ $what }»: أسماء
reading-column-roles = العمود «{ $what }»: ما يفعله كل منها
reading-column-labels = العمود «{ $what }»: وسوم
reading-mail-headers = أسطر من رأس البريد لم تُقرأ: { $n }. فيها أسماء خوادم وأسماء المرسَل إليهم واسم من أعاد توجيه الرسالة.
reading-mail-decoded = أجزاء من رسالة فُكّ ترميزها قبل القراءة: { $n }
reading-attachments = مرفقات رسالة لم تُفتح: { $n }. أحضروا ما فيها في صورة ملفات.
reading-mail-broken = أجزاء من رسالة تقول إنها مرمّزة وليست كذلك، قُرئت كما هي: { $n }
reading-knowledge = ثغرات للعلم: { $n }. لا تُستخدم للكشف ولا للحجب.
reading-says-label = يقول النص { $what }.
reading-no-label = أجزاء بلا وسم خاص بها: { $n }
reading-several-labels = عدد وسومه { $n }: { $what }. يسري أشدّها.
reading-to-delete = قيم تطلب القائمة حذفها ولم تُدرج: { $n }
reading-nothing-matched = نتائج لا تطابق مؤشرًا ولم تُقرأ: { $n }
reading-withdrawn = سحبها مصدرها ولم تُدرج: { $n }
reading-one-organisation = يحصره مصدره في منظمة واحدة.
reading-one-community = يحصره مصدره في مجتمع واحد.
reading-communities = يحصره مصدره في مجتمعات مترابطة.
reading-sharing-group = هو لمجموعة مشاركة: { $what }
reading-unknown-distribution = يحدد مصدره مدى الانتشار بـ «{ $what }»، وهو غير معروف هنا: يُعامَل كأنه محصور في منظمة واحدة.
reading-context = قيم للسياق لا تُستخدم في المطابقة: { $n }
reading-narrower = أجزاء لا يجوز أن تصل إلى كل ما يصل إليه الكل: { $n }
reading-deleted = أجزاء حذفها مصدرها ولم تُدرج: { $n }
reading-people = أجزاء عن أشخاص ومستهدفين لم تُقرأ: { $n }
reading-proposals = اقتراحات من آخرين لم تُدرج: { $n }
reading-references = روابط بين عناصر لم تُحفظ: { $n }
reading-bad-context = قيم سياق لا توافق نوعها: { $n }
reading-not-matched = «{ $what }» لا يُطابق بشيء هنا: { $n }
reading-tags = علامات مصدره: { $what }
reading-observables = ملاحظات بلا حكم، تُحفظ ولا تُطابق: { $n }
reading-kept-only = تُحفظ ولا تُطابق: { $n } ({ $what })
reading-statement = يطلب مصدره: { $what }
reading-older-version = إصدار أقدم من الصيغة: { $what }
reading-oddity = شيء غريب: { $what }
reading-more-oddities = أمور غريبة أخرى: { $n }
reading-of-type = مدخلات من النوع «{ $what }»: { $n }
reading-part-not-matched = مدخلات لا يُطابق «{ $what }» فيها بشيء: { $n }
reading-lost-characters = محارف تعذّرت قراءتها: { $n }
reading-encoding = قُرئ على أنه { $what }
reading-shared-before = شاركها هذا المكتب من قبل بالمدى نفسه: { $n }. لا تُرسل مرة أخرى.
refused-no-value = لا يشبه أي قيمة
refused-not-of-kind = ليس من النوع المنتظر
refused-private = عنوان شبكة خاصة: يعني شيئًا آخر في كل مكتب
refused-too-many = قيم أكثر مما يُقرأ دفعة واحدة
refused-too-long = أطول من أن تكون قيمة
refused-broken = تعذّرت قراءته
refused-unknown-type = نوعه لا يُطابق هنا
refused-unreadable-marking = لا تُقرأ علامته هنا: تُرك جانبًا
refused-file-or-domain = اسم ملف أم نطاق؟ اكتبوا النقطة هكذا [.] إن كان نطاقًا.
refused-app-or-domain = اسم تطبيق أم نطاق؟ اكتبوا النقاط هكذا [.] إن كان نطاقًا.
refused-not-text = ليس نصًا: ضعوه بين علامتي اقتباس
refused-pattern = نمط تعذّرت قراءته
refused-kept-narrower = لا يسمح مصدره بأن يصل إلى ما يصل إليه هذا الوسم: تُرك جانبًا
compose-carried = يقول الملف { $label }. لا يوسّعه إلا مصدره.
compose-words = في سطرين
compose-title-field = العنوان
compose-title-hint = ما هو، لا من استُهدف به: «رسائل طرود بصفحة دفع مزيفة».
compose-summary = الملخص
compose-summary-hint = ماذا حدث، وعمّ ينبغي البحث، وماذا ينبغي فعله. بلا أسماء ولا أماكن أدق من البلد.
compose-lang = لغة هذين النصين
urgent = عاجل
field-urgent = عاجل
urgent-hint = يسبق كل ما سواه، ويصل رغم ساعات الهدوء عند من يسمح بذلك.
content-warning = قد تصعب قراءة هذا النص. إظهاره
field-content-warning = تحذير بشأن المحتوى
content-warning-hint = للعنف وما يشبهه: يبقى الملخص مطويًا حتى يريد أحد قراءته.
compose-alert = هل قد ينبّه حجبُه من زرعه؟
compose-alert-yes = نعم، أو لسنا متأكدين: قوائم الكشف فقط
compose-alert-no = لا: يمكن حجبه
compose-consent = هل مصدره شخص تساعدونه؟
compose-consent-question = ماذا قال الشخص؟
consent-not-needed = لا يتعلق الأمر بأحد ممن نساعدهم:
consent-why-not = لماذا لا يتعلق الأمر بأحد
why-not-no-beneficiary = رصدناه بأنفسنا
why-not-already-public = منشور من قبل
why-not-vendor-report = تقرير من شركة أمن رقمي
why-not-own-infrastructure = بنيتنا التحتية
consent-granted = وافق الشخص على أن يصل
consent-scope = مدى الموافقة
scope-desk = إلى مكتبنا فقط
scope-named = إلى المكاتب التي سمّاها الشخص
scope-network = إلى الشبكة
scope-public = إلى عموم الناس
consent-refused = رفض الشخص: يبقى هنا
consent-not-asked = لم نسأل الشخص بعد: يبقى هنا
consent-more = سجل الموافقة وذكر الاسم
consent-record = الكلمة التي تدلّون بها على الشخص في سجلات الموافقة
consent-record-hint = تؤخذ حدود الموافقة عندئذ من السجل. ولا تخرج هذه الكلمة من المكتب أبدًا.
consent-attribution = يجوز ذكر اسم الشخص، وهذه رغبته
compose-far = إلى أين يجوز أن يصل؟
compose-label-question = اختاروا وسمًا واحدًا
compose-to = لهذه المكاتب والمجموعات فقط
compose-to-hint = يحتاج TLP:AMBER إلى واحد على الأقل. أما مع TLP:GREEN فعدم اختيار أي منها يعني الشبكة كلها.
group = مجموعة
also-please = ويُرجى أيضًا
also-please-hint = جملة على الجميع مراعاتها: «عدم التواصل مع شركة الاستضافة».
compose-more = التواريخ والاستخدام والمصدر
not-before = لا يُنشر قبل
retain-until = يُحفظ حتى
pap = ما يجوز فعله به
pap-none = غير محدد
pap-red = PAP:RED: البحث في السجلات الخاصة فقط
pap-amber = PAP:AMBER: استعلام لا يلحظه المهاجم، دون حجب
pap-green = PAP:GREEN: الحجب مسموح
pap-clear = PAP:CLEAR: كل ما هو قانوني
source = المصدر
licence = الرخصة
independent-source = من أين حصلتم عليه، غير نشرات المكاتب الأخرى
question-until = ينتهي السؤال في
who-will-see = من سيرى هذا
seen-later = اختاروا الموافقة والوسم أعلاه ثم انظروا.
compose-look = إظهار من سيرى هذا
compose-continue = متابعة
compose-keep = حفظ مسودة
instead-title = لو اخترتم وسمًا آخر
instead = { $n ->
    [zero] { $label }: لا مكتب
    [one] { $label }: مكتب واحد
    [two] { $label }: مكتبان
    [few] { $label }: { $n } مكاتب
    [many] { $label }: { $n } مكتبًا
   *[other] { $label }: { $n } مكتب
}
matrix-title = كل مكتب على حدة، لكل وسم
matrix-caption = من سيراه تحت أي وسم؛ الأرقام تحيل إلى الأسباب
missing-content = ألصقوا أو اكتبوا ما رأيتم.
missing-title = ضعوا له عنوانًا.
missing-consent = بيّنوا علامَ وافق الشخص، أو أن الأمر لا يتعلق بأحد.
missing-label = اختاروا إلى أين يجوز أن يصل.

seen-now = الآن
seen-nobody = لا أحد
seen-readers = من يقرؤه
seen-readers-staff = في كل مكتب: المحللون والمراجعون.
seen-readers-all = في كل مكتب: المحللون والمراجعون والمنسقون.
seen-readers-here = { $n ->
    [one] هنا حساب واحد.
    [two] هنا حسابان.
    [few] هنا { $n } حسابات.
    [many] هنا { $n } حسابًا.
   *[other] هنا { $n } حساب.
}
seen-readers-elsewhere = لا يُعرف هنا من يعمل في المكاتب الأخرى.
seen-then = بعد ذلك
seen-not = لن تراه
seen-why-not = أيّها، ولماذا لا
seen-public = للعموم
seen-never-public = لن يكون علنيًا.
seen-public-now = يمكن أن يكون علنيًا فورًا.
seen-public-after = يمكن أن يصبح علنيًا بعد هذا:
seen-note = ملاحظة
seen-against = لا يمكن إرساله هكذا:
then-named-people = لا يراه إلا من سُمّوا، ولا يجوز لهم نقله.
then-staff-only = لا يراه إلا طاقمها: لا المستفيدون ولا مكتب آخر.
then-staff-and-beneficiaries = لها أن تخبر من يحتاج من المستفيدين، ولا يجوز لها نقله إلى مكاتب أخرى.
then-these-desks = يراه كل من في هذه المكاتب، ولا يجوز نقله إلى مكاتب أخرى.
then-inside-the-groups = لأعضاء المجموعات أن يتناقلوه بينهم.
then-inside-the-network = لأي مكتب نشط أن ينقله إلى أي مكتب آخر. ولا يُنشر علنًا أبدًا.
then-as-green-until-published = لأي مكتب نشط أن ينقله إلى أي مكتب آخر. ويصل إلى عموم الناس متى نُشر.
note-reporting = على { $desk } إبلاغ السلطات في بعض الحالات:
note-reporting-somewhere = البلد غير محدّد
note-each-other = ستعرف المكاتب التي يصلها أي مكاتب أخرى وصلها.
note-night = { $desk } مغلق الآن؛ الساعة عنده وأوقات عمله:
note-calls-out = لا يقبل { $desk } اتصالات من الخارج: يصله هذا حين يتصل هو.
note-legal-requests = إذا طلبته السلطات من { $desk }:
note-nobody-to-approve = لا أحد في هذا المكتب يستطيع الموافقة عليه: من يكتبه أو يرسله لا يمكنه ذلك. شاركوه مع مكتب يستطيع مراجعته عنكم.
note-no-agreement = لا تعهّد مسجّلًا بعدم الإفشاء: { $desks }.
note-members-first = { $n ->
    [zero] يصل إلى الأعضاء أولًا ثم إلى العموم. وإن حدّدت يومًا بنفسك فهو المعتمد.
    [one] يصل إلى الأعضاء أولًا، وإلى العموم بعد يوم. وإن حدّدت يومًا بنفسك فهو المعتمد.
    [two] يصل إلى الأعضاء أولًا، وإلى العموم بعد يومين. وإن حدّدت يومًا بنفسك فهو المعتمد.
    [few] يصل إلى الأعضاء أولًا، وإلى العموم بعد { $n } أيام. وإن حدّدت يومًا بنفسك فهو المعتمد.
   *[other] يصل إلى الأعضاء أولًا، وإلى العموم بعد { $n } يومًا. وإن حدّدت يومًا بنفسك فهو المعتمد.
}
note-no-agreements = { $n ->
    [one] أحد هذه المكاتب بلا تعهّد مسجّل بعدم الإفشاء.
    [two] اثنان من هذه المكاتب بلا تعهّد مسجّل بعدم الإفشاء.
   *[other] { $n } من هذه المكاتب بلا تعهّد مسجّل بعدم الإفشاء.
}

## Confirm

confirm-title = نظرة أخيرة
confirm-stays = يمكنكم سحبه في أي وقت. أما ما دوّنه الناس أو نزّلوه فلا يمكن سحبه.
confirm-clear = ما هو علني يقرؤه الجميع، ومنهم من فعل هذا. والملفات التي نُزّلت لا يمكن سحبها.
confirm-back = تغيير شيء
act-send = { $n ->
    [zero] إرسال
    [one] إرسال إلى مكتب واحد
    [two] إرسال إلى مكتبين
    [few] إرسال إلى { $n } مكاتب
    [many] إرسال إلى { $n } مكتبًا
   *[other] إرسال إلى { $n } مكتب
}
act-review = طلب مراجعة قبل النشر
findings-title = { $n ->
    [one] أمر واحد يبدو شخصيًا
    [two] أمران يبدوان شخصيين
    [few] { $n } أمور تبدو شخصية
    [many] { $n } أمرًا يبدو شخصيًا
   *[other] { $n } أمر يبدو شخصيًا
}
findings-lead = احذفوه أو اختصروه أو بيّنوا لماذا يبقى. يرى من يراجع السبب الذي تكتبونه.
answer-title = قبل إرسال هذه الكلمات
answer-lead = فيها ما يبدو شخصيًا. احذفوه أو اختصروه أو بيّنوا لماذا يبقى. لم يُرسل شيء بعد.
answer-words = كلماتكم
answer-act = الإرسال مع إجاباتي
finding-because = يبقى لأن
finding-hint = إن تُرك فارغًا فلا يُرسل شيء.
finding-also = { $n ->
    [one] وفي موضع آخر
    [two] وفي موضعين آخرين
    [few] وفي { $n } مواضع أخرى
    [many] وفي { $n } موضعًا آخر
   *[other] وفي { $n } موضع آخر
}
hints-title = { $n ->
    [one] أمر آخر يستحق النظر
    [two] أمران آخران يستحقان النظر
    [few] { $n } أمور أخرى تستحق النظر
    [many] { $n } أمرًا آخر يستحق النظر
   *[other] { $n } أمر آخر يستحق النظر
}
personal-lead = لا يُرسل شيء قبل أن يُحذف كل منها أو يُختصر أو يبقى بسبب يُكتب في الصفحة التالية.
place-line = السطر { $n }، { $field }
place-value = القيمة { $n }
place-in-line = السطر { $n }
place-row = الصف { $n }، العمود { $column }
way-domain = إبقاء النطاق وحده
way-shorter = إبقاء هذا وحده
way-mask = كتابة
way-remove = حذفه
finding-protected-word = كلمة يحميها هذا المكتب
finding-address-in-link = رابط فيه عنوان بريد إلكتروني لشخص ما
finding-phone-in-link = رابط فيه رقم هاتف شخص ما
finding-email = عنوان بريد إلكتروني
finding-invite = دعوة إلى مجموعة أو مكالمة
finding-profile = رابط إلى صفحة شخص
finding-handle = اسم شخص في تطبيق مراسلة أو شبكة اجتماعية
finding-bank-account = حساب مصرفي (IBAN)
finding-card-number = رقم بطاقة دفع
finding-device-number = رقم جهاز أو شريحة SIM
finding-hardware-address = العنوان المادي لجهاز
finding-identity-number = رقم هوية
finding-coordinates = نقطة على الخريطة
finding-private-address = عنوان داخل شبكة شخص ما
finding-phone = رقم هاتف
finding-street-address = شارع ورقم
finding-birth-date = تاريخ ميلاد
finding-user-path = مسار فيه اسم من يستخدم الجهاز
finding-device-name = جهاز يحمل اسم من يملكه
finding-person-name = اسم شخص
finding-case-number = رقم حالة
finding-mail-headers = ترويسة بريد إلكتروني
finding-conversation = أسطر من محادثة
finding-short-link = رابط مختصر: من أنشأه يرى من يفتحه
finding-one-time-link = رابط يبدو أنه صُنع لشخص واحد: قد يكشف للمرسِل من أبلغ عنه
finding-seen-once = شوهد عند شخص واحد فقط: قد يكشف للمرسِل من أبلغ عنه. قبل أن يصبح علنيًا يذكر شخص ثانٍ سبب بقائه، وحظر نشر لبضعة أيام يخفي ممن جاء
finding-hidden-characters = محارف لا يراها أحد
finding-look-alike = كلمة تخلط حروف كتابتين مختلفتين
finding-group-place-time = بضعة أشخاص مع مكان ووقت: هناك من يعرف من هم
finding-fine-time = وقت أدق من اليوم
finding-fine-place = مكان أدق من البلد
finding-common-site = موقع يحتاجه كثيرون: هل هو حقًا للمهاجم؟
finding-blaming = كلمات تلوم من وقع عليه الفعل: قولوا ما فعله المهاجم
finding-unchecked = لم يُجرَ فحص الخصوصية. هذا خطأ في البرنامج: أخبروا من يدير مكتبكم
findings-answered = { $n ->
    [one] أُجيب عن أمر واحد
    [two] أُجيب عن أمرين
    [few] أُجيب عن { $n } أمور
    [many] أُجيب عن { $n } أمرًا
   *[other] أُجيب عن { $n } أمر
}

## Why not

code-policy-label = الوسم لا يصل إلى هذا الحد.
code-policy-audience = ليس هذا المكتب ممن وُجّه إليهم، أو لم يُسمَّ أحد حيث تلزم التسمية.
code-policy-consent-refused = رفض الشخص.
code-policy-consent-not-asked = لم يُسأل الشخص.
code-policy-consent-scope = موافقة الشخص لا تصل إلى هذا الحد.
code-policy-consent-expired = انتهت موافقة الشخص.
code-policy-review = لم يوافق عليه شخص ثانٍ.
code-policy-privacy = أمر يبدو شخصيًا ولم يُجَب عنه بعد.
code-policy-embargo = ليس قبل انتهاء حظر النشر.
code-policy-pap = ما يجوز فعله به يناقض الوسم.
code-policy-reference = شيء يُحيل إليه لا يجوز أن يصل إلى هذا الحد.
code-policy-member = المكتب ليس عضوًا نشطًا في الشبكة.
code-policy-roster = سجل الشبكة قديم أو منتهٍ، أو يوجد سجلّان.
code-policy-origin = لا يفعل ذلك إلا المكتب الذي صدر عنه.
code-policy-withdrawn = تم سحبه.
code-policy-role = ليست لحسابكم هذه الصلاحية.
code-policy-unlabelled = ليس له وسم بعد.
code-verify-signature = التوقيع غير صحيح.
code-verify-format = تعذّرت قراءته.
code-verify-log = يناقض ما سبقت رؤيته.
code-verify-revision = يوجد تنقيح أحدث.
code-verify-place = مكانه غير هذا.
code-verify-time = تاريخه بعيد في المستقبل.
code-limit-size = حجمه كبير جدًا.
code-limit-rate = طلبات كثيرة متتالية. انتظروا قليلًا.
code-usage-invalid = شيء في الاستمارة ليس كما ينبغي.
code-account-unknown = لم تسجّلوا الدخول، أو أن هذه الاستمارة قديمة. ارجعوا وحاولوا مجددًا.
code-account-proof = يُطلب هنا مرة أخرى كلمة السر أو رمز.
code-account-locked = هذا المكتب مقفل.
code-not-found = لا شيء كهذا هنا، أو ليس متاحًا لكم.
code-conflict = موجود من قبل، أو غيّره أحد في هذه الأثناء.
code-peer-unreachable = تعذّر الوصول إلى المكتب الآخر.
code-peer-refused = رفض المكتب الآخر.
code-busy = العقدة مشغولة. حاولوا بعد لحظة.
code-misconfigured = إعداد العقدة غير سليم. اسألوا من يديرها.
code-broken = أخطأت العقدة. اسألوا من يديرها.

## Second factor

sign-in-code = رمز تطبيق المصادقة
sign-in-code-hint = ستة أرقام، أو أحد رموز الاسترداد لديكم.
sign-in-code-wrong = الرمز غير صحيح، أو استُخدم من قبل، أو وصل متأخرًا.
proof = كلمة السر مرة أخرى، أو رمز من تطبيق المصادقة
proof-hint = تُطلب قبل الإجراءات بعيدة الأثر. اتركوها فارغة إن أدخلتموها خلال الدقائق العشر الأخيرة.

## Bulletins

nav-drafts = المسودات
nav-review = المراجعة
nav-asks = الأسئلة
nav-consent = الموافقة
nav-export = الملفات
nav-me = حسابي
back = رجوع
copy = نسخ
choose = اختيار
yes = نعم
no = لا
answer = الرد
audience = لهؤلاء فقط
consent = الموافقة
claim-refused = رفض الشخص.
claim-not-asked = لم يُسأل الشخص.
claim-desk = مكتبنا فقط
claim-named = المكاتب التي سمّاها الشخص
claim-network = الشبكة
claim-public = عموم الناس
bulletin-withdrawn = نشرة مسحوبة
bulletin-gone = سُحبت أو انتهت مدتها: لم يعد محتواها هنا.
bulletin-alert = قد ينبّه حجبُه من زرعه. لذلك هو في قوائم الكشف فقط.
bulletin-file = ملف هذه النشرة:
bulletin-published = ما هو علني منها
values-more = { $n ->
    [one] قيمة أخرى في الملف.
    [two] قيمتان أخريان في الملف.
    [few] { $n } قيم أخرى في الملف.
    [many] { $n } قيمة أخرى في الملف.
   *[other] { $n } قيمة أخرى في الملف.
}
value-active = نشطة
value-over = انتهت، كما يقول مصدرها
value-doubted = وُصفت بأنها إنذار كاذب
value-since = معروفة هنا منذ
todo-look = ابحثوا عن هذه القيم في ما تحتفظون به من بيانات، وقولوا أدناه إن رأيتم واحدة منها.
todo-accounts = إن فتحها أحد أو ردّ عليها: تغيير كلمة السر من جهاز آخر، وإنهاء الجلسات الأخرى، وتفعيل عامل ثانٍ.
todo-device = لا تمسحوا أي جهاز ولا تعيدوا ضبطه قبل أن يفحصه أحد: فقد تضيع أدلة الهجوم.
todo-safe = تحدثوا أولًا عن سلامة الشخص، ومن جهاز آخر: من زرعه سيلاحظ إن توقف عن الإرسال.
todo-person = احفظوا ما أُرسل أو نُشر مع تاريخه وعنوانه قبل الإبلاغ عنه أو حذفه.
todo-site = احفظوا السجلات مع أوقاتها. استشيروا قبل إخبار شركة الاستضافة: فقد ينبّه ذلك من يقف وراء الهجوم.
todo-loss = أنهوا جلسات ما ضاع، وغيّروا كلمات السر التي كانت فيه، وأخبروا من فيه بياناتهم.
sightings = هل رُئي في مكان آخر؟
sightings-seen = { $n ->
    [0] لم يبلّغ أي مكتب برؤيته
    [one] رآه مكتب واحد
    [two] رآه مكتبان
    [few] رأته { $n } مكاتب
    [many] رآه { $n } مكتبًا
   *[other] رآه { $n } مكتب
}
sightings-false = { $n ->
    [0] لا أحد يعدّه إنذارًا كاذبًا
    [one] يعدّه مكتب واحد إنذارًا كاذبًا
    [two] يعدّه مكتبان إنذارًا كاذبًا
    [few] تعدّه { $n } مكاتب إنذارًا كاذبًا
    [many] يعدّه { $n } مكتبًا إنذارًا كاذبًا
   *[other] يعدّه { $n } مكتب إنذارًا كاذبًا
}
sightings-few = لا تُذكر الأرقام إلا من ثلاثة مكاتب فصاعدًا.
sight-seen = رأيناه هنا
sight-false = إنذار كاذب هنا
sight-named = باسم مكتبنا
sight-hint = لا يعلم بهذا إلا المكتب الذي شاركه. ويرى غيره عددًا لا أسماء.
from = من أين جاء
from-signed = وقّعه { $desk } في
from-key = المفتاح الذي وقّعه، بالكلمات:
from-log = رقمه في سجل ذلك المكتب { $n }.
from-here = كُتب هنا،
from-itself = جاء من ذلك المكتب نفسه،
from-relay = نقله { $desk }،
from-accepted = قُبلت هنا في { $day }.
got-since = منذ
received-on = وردت في
from-revision = التنقيح { $n } من { $all }.
who-got-this = من وصله هذا
got-nobody = لم يأخذه أحد من هذا المكتب بعد.
revisions = التنقيحات
revisions-lead = وقّع كلَّ تنقيح المكتبُ الذي صدر عنه. وما حلّ محله تنقيح أحدث لم يعد هنا.
revision = التنقيح
revision-signed = وُقّع
revision-came = وصل هنا
revision-held = هنا
revision-gone = زال
revision-changed = ما الذي غيّره التنقيح { $number }
digest = البصمة
trace = كيف انتقل
trace-signed = وقّعه { $desk }
trace-came = وصل هنا من { $desk }
trace-sent = أخذه { $desk }
weeks-title = الأسابيع الاثنا عشر الأخيرة
weeks-table = الشيء نفسه في جدول
weeks-from = أسبوع يبدأ في
weeks-all = المجموع
percent = { $n }٪
sideways = هذا الجدول أعرض من الشاشة: مرّروه جانبيًا.
picture-weeks = نشرات كل أسبوع في أعمدة مقسّمة بحسب الوسم: RED ممتلئ، وAMBER+STRICT بخطوط ضيقة، وAMBER بخطوط عريضة، وGREEN بخطوط أفقية، وCLEAR فارغ. في الجدول أدناه الأعداد نفسها.
picture-trace = صورة طريقها: من مصدرها إلى هذا المكتب ثم إلى غيره، مع الوقت الذي استغرقته؛ خط متصل و+ لمن هي عنده، خط متقطع و- لمن طُلب منه محوها، نقاط وX لمن محاها، خط متقطع ونقطتان لمن رفض. في الجدول أدناه الشيء نفسه.
trace-hops = من أخذها ممّن
trace-from = من
trace-to = إلى
trace-after = بعد
trace-has = عنده
trace-steps = خطوة بخطوة
trace-limits = لا تعرف العقدة إلا ما تبادلته هي: ما تناقلته المكاتب فيما بينها ليس هنا.
as-title = عرضها كما يراها مكتب آخر
as-which = أي مكتب
as-show = عرض
as-desk = ما يراه { $desk }
as-nothing = لا يرى هذا المكتب منها شيئًا.
as-hint = تجيب القواعد هنا كما كانت ستجيب لحظة الإرسال. أما ما لا يعرفه إلا مكتبكم (العلامات والأعداد ومن أخذها منكم) فلا يظهر هنا.
brief = طباعة لشخص مستفيد
brief-by = سلّمه
brief-alert = قد ينتبه أحدٌ إلى إزالته أو حجبه. تحدثوا عمّا هو آمن قبل تغيير أي شيء.
brief-look = عمّ ينبغي البحث
brief-defanged = كُتبت العناوين بحيث لا يفتحها أحد خطأً.
brief-do = ما العمل
brief-do-open = لا تفتحوا الروابط ولا تردّوا.
brief-do-safe = اطلبوا المساعدة من جهاز آخر إن كان من المحتمل أن أحدًا يراقب هذا الجهاز.
brief-do-call = عودوا إلينا: لم ترتكبوا أي خطأ.
brief-print = اطبعوا من المتصفح. الوسم على كل ورقة. ويُعدّ التسليم بلا اسم.

## Revising and withdrawing

revise = تعديل
revise-title = تنقيح جديد
revise-lead = المكاتب التي تحتفظ بها يصلها التنقيح الجديد. والتي لم يعد يحق لها ذلك يُطلب منها محوها.
revise-consent = علامَ يوافق الشخص الآن
revise-consent-same = كما كان
revise-leaves-public = لن يبقى علنيًا: يُزال من الصفحة العامة ومن كل القوائم، ويُخبَر من جلبوه.
revise-recalls = يُطلب من هذه المكاتب محو ما لديها:
act-send-again = إرسال
field-title = العنوان
field-summary = الملخص
field-label = الوسم
field-audience = لهؤلاء فقط
field-consent = الموافقة
field-also-please = ويُرجى أيضًا
field-values = القيم
withdraw = سحب
withdraw-title = سحب النشرة
withdraw-desks = { $n ->
    [zero] ليست لدى أي مكتب.
    [one] يُطلب من مكتب واحد محوها، ويرد بإيصال موقّع.
    [two] يُطلب من مكتبين محوها، ويرد كل منهما بإيصال موقّع.
    [few] يُطلب من { $n } مكاتب محوها، ويرد كل منها بإيصال موقّع.
    [many] يُطلب من { $n } مكتبًا محوها، ويرد كل منها بإيصال موقّع.
   *[other] يُطلب من { $n } مكتب محوها، ويرد كل منها بإيصال موقّع.
}
withdraw-public = وتخرج من الخلاصة العلنية أيضًا.
withdraw-why = لماذا
reason-consent = سحب الشخص موافقته
reason-error = كان خطأً
reason-expired = انتهت مدتها
missing-reason = اختاروا سببًا.
withdraw-to-delete = تكرار القيم في القوائم التي تحذف قيمةً قيمة
withdraw-to-delete-hint = تزيلها أجهزة الفحص مثل SpyGuard عند تشغيلها التالي؛ لكن القيم تبقى في تلك القائمة العلنية ٣٠ يومًا.
withdraw-stays = الملفات التي نزّلها الناس أو الأدوات، ولقطات الشاشة، لا يمكن سحبها.
act-withdraw = { $n ->
    [zero] سحب
    [one] سحب من مكتب واحد
    [two] سحب من مكتبين
    [few] سحب من { $n } مكاتب
    [many] سحب من { $n } مكتبًا
   *[other] سحب من { $n } مكتب
}
withdrawals-title = عمليات السحب
withdrawals-none = لم يُسحب شيء.
withdrawal-progress = سير السحب
withdrawal-answered = ردّ { $n } من { $all }
withdrawal-waiting = { $n ->
    [one] مكتب واحد لم يرد بعد
    [two] مكتبان لم يردا بعد
    [few] { $n } مكاتب لم ترد بعد
    [many] { $n } مكتبًا لم يرد بعد
   *[other] { $n } مكتب لم يرد بعد
}
withdrawal-refused = { $n ->
    [one] رفض مكتب واحد
    [two] رفض مكتبان
    [few] رفضت { $n } مكاتب
    [many] رفض { $n } مكتبًا
   *[other] رفض { $n } مكتب
}
withdrawal-nobody = ليس على أحد أن يرد.
withdrawal-feed = كانت في الخلاصة العلنية وخرجت منها.
withdrawal-hidden = يُسحب الكثير دفعة واحدة: أُخفي الآن في كل مكان، وسيُتلف بعد يوم، أو حين يؤكد ذلك شخص ثانٍ.
answer-waiting = لا رد بعد
answer-heard = آخر اتصال: { $at }
answer-unheard = لم يُسمع منه بعد
answer-purged = مُحيت، موقّع
answer-not-held = ليس لديه شيء منه، موقّع
answer-refused = رفض

## Review

endorse = مراجعة لمكتبها
endorse-title = مراجعة لمكتب { $desk }
endorse-lead = مكتب مساعدة آخر، ليس فيه شخص ثانٍ، يمكنه أن ينشر هذا بعد موافقتكم. اقرؤوا كل ما يلي كما يقرؤه من يريد الأذى.
endorse-findings = وجد فحص مكتبكم هذا. والمكتب الذي كتبه هو المسؤول عنه: إن كان لا ينبغي أن يصبح علنيًا فاتصلوا به بدل الموافقة.
endorse-what = تسري موافقتكم على هذه النصوص والقيم بعينها. إن غيّر المكتب أيًا منها فعليه أن يطلبها من جديد.
act-endorse = موافقة لمكتب { $desk }
review-title = المراجعة
review-none = لا شيء ينتظر المراجعة.
review-yours = يمكنكم الموافقة عليه
review-granted = كلام مكتب آخر أذِن لكم بنشره:
review-note = أُعيد مع الملاحظة:
review-changes = ما الذي يتغير
review-text = ما سيكون علنيًا
review-no-summary = لا ملخص.
review-privacy = ما يبدو شخصيًا
review-nothing-personal = لم يُعثر على شيء. الفحص يعرف الأشكال لا الناس: اقرؤوه بأنفسكم.
texts-title = كل النصوص التي تُرسل معها
texts = { $n ->
    [zero] لا نصوص.
    [one] نص واحد. اقرؤوه قبل الموافقة.
    [two] نصّان. اقرؤوهما قبل الموافقة.
    [few] { $n } نصوص. اقرؤوها قبل الموافقة.
    [many] { $n } نصًا. اقرؤوها قبل الموافقة.
   *[other] { $n } نص. اقرؤوها قبل الموافقة.
}
texts-where = موضعه
texts-text = النص
texts-public = يصبح علنيًا
texts-also = { $n ->
    [one] وفي موضع آخر
    [two] وفي موضعين آخرين
    [few] وفي { $n } مواضع أخرى
    [many] وفي { $n } موضعًا آخر
   *[other] وفي { $n } موضع آخر
}
values-rest = { $n ->
    [one] قيمة أخرى
    [two] قيمتان أخريان
    [few] { $n } قيم أخرى
    [many] { $n } قيمة أخرى
   *[other] { $n } قيمة أخرى
}
review-decide = القرار
review-own = شاركتم في كتابته: على شخص آخر أن يوافق عليه.
review-no-right = ليست لحسابكم صلاحية المراجعة.
review-note-label = ملاحظة لمن كتبه
act-approve = موافقة ونشر
act-return = إعادة مع الملاحظة
missing-note = اكتبوا ملاحظة، ليعرف من كتبه ما ينبغي تغييره.
field = الحقل
before = قبل
after = بعد
draft-draft = مسودة
draft-waiting = تنتظر المراجعة
draft-approved = تمت الموافقة عليها وتنتظر انتهاء حظر النشر
draft-returned = أُعيدت
draft-sent = أُرسلت
draft-untitled = بلا عنوان
drafts-title = المسودات
drafts-lead = المسودات للمكتب كله: تجدها المناوبة التالية. وإن مرّ شهر لم يمسّها فيه أحد زالت.
drafts-none = لا مسودات.
act-forget = حذف

## Import, questions, files, account

import-title = استيراد
import-lead = ملف من برنامج آخر، أو نص. ترون ما قُرئ قبل إرسال أي شيء.
import-file = الملف
import-file-hint = STIX وMISP وCSV وقوائم وioc.yaml وتنبيهات MVT. ما لا وسم له يحتاج إلى وسم منكم.
import-text = أو ألصقوه
read-as = يُقرأ على أنه
read-as-guess = ما يبدو عليه
read-as-list = قيمة في كل سطر
read-as-csv = جدول (CSV)
read-as-text = نص حر
read-as-stix = STIX
read-as-misp = MISP
import-kinds = إن كان تخمين النوع خاطئًا
import-kind = كل قيمة هي
import-kind-hint = للقوائم التي من نوع واحد، وللأعمدة التي فيها قيم من أي نوع.
import-columns = ما في أعمدة الجدول
import-column = العمود { $n }
column-any = قيم من أي نوع
column-kinds = نوع كل قيمة
column-names = أسماء
column-roles = ما يفعله كل منها
column-labels = وسوم
column-nothing = لا شيء يُقرأ
import-act = قراءة
import-nothing = اختاروا ملفًا أو ألصقوا شيئًا.
found-title = ما وُجد على جهاز شخص واحد
found-lead = لا يُقرأ من ملف كهذا إلا ما طابق، ولا يُحفظ منه شيء. تُبلَّغ به المكاتب التي شاركته ولا أحد سواها، ومن دون كلمة عمّن يملك الجهاز.
found-would = { $n ->
    [zero] لا مكتب سيعلم
    [one] سيعلم مكتب هذه النشرة أنها شوهدت
    [two] سيعلم مكتبا هاتين النشرتين أنهما شوهدتا
    [few] ستعلم مكاتب هذه النشرات ({ $n }) أنها شوهدت
    [many] ستعلم مكاتب هذه النشرات ({ $n }) أنها شوهدت
   *[other] ستعلم مكاتب هذه النشرات ({ $n }) أنها شوهدت
}
found-told = أُخبرت هذه المكاتب
found-not-told = تعذّر إخبار هذه المكاتب
found-nobody = { $n ->
    [zero] لا نتيجة فيه ذات مؤشر: لا أحد يلزم إخباره.
    [one] نتيجته الوحيدة لا تطابق شيئًا مشارَكًا هنا: لا أحد يلزم إخباره.
    [two] نتيجتاه لا تطابقان شيئًا مشارَكًا هنا: لا أحد يلزم إخباره.
    [few] نتائجه ({ $n }) لا تطابق شيئًا مشارَكًا هنا: لا أحد يلزم إخباره.
    [many] نتائجه ({ $n }) لا تطابق شيئًا مشارَكًا هنا: لا أحد يلزم إخباره.
   *[other] نتائجه ({ $n }) لا تطابق شيئًا مشارَكًا هنا: لا أحد يلزم إخباره.
}
found-unknown = { $n ->
    [zero] لا قيم أخرى
    [one] قيمة أخرى غير معروفة هنا. لا تُحفظ ولا تُعرض.
    [two] قيمتان أخريان غير معروفتين هنا. لا تُحفظان ولا تُعرضان.
    [few] { $n } قيم أخرى غير معروفة هنا. لا تُحفظ ولا تُعرض.
    [many] { $n } قيمة أخرى غير معروفة هنا. لا تُحفظ ولا تُعرض.
   *[other] { $n } قيمة أخرى غير معروفة هنا. لا تُحفظ ولا تُعرض.
}
found-act = أخبروهم
compose-import = ملف
asks-title = الأسئلة
asks-lead = يذهب السؤال إلى المكاتب التي تختارونها، وينتهي من تلقاء نفسه، وتُحفظ الردود عليه.
asks-act = اسألوا الشبكة
asks-theirs = من مكاتب أخرى
asks-ours = من هذا المكتب
asks-none = لا شيء حاليًا.
knock-title = طلب حديث
knock-lead = ما هو TLP:RED يُستحسن أن يُقال لا أن يُكتب. هذا يخبر مكتبًا واحدًا بأنكم تريدون التحدث إليه، ولا شيء غير ذلك.
knock-choose = اختاروا شخصًا أو مكتبًا
knock-act = طلب الحديث
knock-written = إن كان لا بد من كتابته
knock-written-more = يُختم نص TLP:RED على جهازكم أنتم لأشخاص بعينهم، فلا يستطيع أي خادم قراءته.
missing-knock = قولوا كيف.
knock-who = مع من
knock-people = أشخاص لدى هذا المكتب بطاقاتهم
knock-desks = أي شخص موجود في مكتب
knock-channel = كيف
knock-when = قبل متى
knock-when-hint = بالتوقيت العالمي، ولم يحن بعد.
missing-before = قولوا قبل متى: يومًا وساعة لم يحينا بعد.
missing-who = قولوا مع من.
knock-please = نرجو أن نتحدث معكم.
knock-for = إلى { $who }.
knock-how = كيف: { $how }.
knock-before = قبل: { $when }.
call-phone = بالهاتف
call-video = بمكالمة مرئية
call-mail = ببريد مشفّر
call-in-person = وجهًا لوجه
red-not-here = لا يُكتب في هذه الصفحة:
sealed-title = مختوم لأشخاص
sealed-lead = ما هو TLP:RED يصل مختومًا لشخص بعينه. لا يستطيع أي خادم قراءته، ولا هذا الخادم: لا يُعرض هنا شيء مما فيه.
sealed-came = ما وصل
sealed-none = لا شيء مختوم محفوظ هنا.
sealed-open = خذوا الملف وافتحوه بالسطر المكتوب بجانبه على الجهاز الذي تحفظون فيه ملف هويتكم.
sealed-fetch = أخذ الملف المختوم
sealed-sent = أُرسل من هذا المكتب
sealed-write = كتابته مختومًا لأشخاص
sealed-write-more = على جهازكم أنتم، في سطر الأوامر: يقول fanal seal --help ما يلزم السطر غير ذلك.
sealed-nobody = ليس لدى هذا المكتب بطاقة أي شخص في مكتب آخر بعد. اطلبوا الحديث أولًا: يستطيع مكتبهم إرسال بطاقة.
sealed-file = ملف كتبه الأمر fanal seal --out
sealed-file-hint = يُرسل فورًا إلى المكاتب التي اختيرت عند ختمه، ويبقى مختومًا: لا يستطيع هذا الخادم قراءته. تقول سجلات المكتب إن شيئًا أُرسل، ولا تقول ما هو.
sealed-send = إرسال الملف المختوم
export-title = ملفات لأدواتكم
export-lead = ما يستخدمه هذا المكتب: نشراته، وما عُلّم بـ«استخدام».
export-up-to = لا شيء أشد من
export-blocks = قوائم الحجب قد تسبب ضررًا.
export-blocks-more = قد ينبّه الحجب من يراقب جهازًا. القيم التي قد تفعل ذلك مستبعدة؛ ومع ذلك تحدثوا في الأمر أولًا.
export-bom = جداول لبرنامج Excel (بعلامة ترتيب البايتات)
export-full = في قوائم الحجب: كل الأدوار، لا خوادم التحكم ومواقع نقل الهجوم فقط
export-no-match = عدم التطابق لا يعني أن الجهاز سليم.
download = تنزيل
tool-mvt = MVT
tool-mvt-more = ضعوه في مجلد المؤشرات لدى MVT.
tool-stix = OpenCTI وMISP وTAXII
tool-stix-more = ملف STIX 2.1 بكل ما فيه.
tool-csv = جدول بيانات
tool-csv-more = ملف CSV بكل القيم.
tool-network-csv = جدول بيانات، الشبكة فقط
tool-network-csv-more = ملف CSV بالنطاقات والروابط والعناوين.
tool-hosts = Pi-hole وملف hosts
tool-hosts-more = أسماء تُحجب على شبكة أو جهاز.
tool-domains = خوادم الأسماء
tool-domains-more = نطاقات، واحد في كل سطر.
tool-spyguard = SpyGuard وTinyCheck
tool-spyguard-more = قائمة ما يراقبه، مع ما يجب حذفه.
tool-misp = MISP
tool-misp-more = مجلد يُضاف كمصدر، في أرشيف واحد.
tool-suricata = Suricata وPiRogue
tool-suricata-more = قواعد تبيّن أي جهاز يستعلم عن اسم مدرج.
tool-clamav-md5 = ClamAV (MD5)
tool-clamav-md5-more = بصمات ملفات، لمجلد قواعد بياناته.
tool-clamav-sha = ClamAV (SHA)
tool-clamav-sha-more = الشيء نفسه ببصمات SHA-1 وSHA-256.
tool-yara = YARA
tool-yara-more = القواعد كما وردت.
tool-briefing = ورقة لشخص مستفيد
tool-briefing-more = للطباعة والتسليم للشخص المعني؛ الوسم على كل ورقة.
tool-digest-md = رسالة إخبارية (نص)
tool-digest-md-more = الشهر الأخير بالكلمات، بصيغة Markdown.
tool-digest-html = رسالة إخبارية (صفحة)
tool-digest-html-more = الشيء نفسه بصيغة HTML.
tool-atom = قارئ أخبار (Atom)
tool-atom-more = عناوين الجديد، بصيغة Atom.
tool-json-feed = قارئ أخبار (JSON Feed)
tool-json-feed-more = الشيء نفسه بصيغة JSON Feed.
tool-adguard = AdGuard Home وPi-hole 6 وuBlock Origin
tool-adguard-more = أسماء تُحجب مع كل ما تحتها.
tool-rpz = BIND وUnbound وKnot وPowerDNS (RPZ)
tool-rpz-more = منطقة سياسة استجابة (RPZ) لخادم DNS.
tool-native = مكتب آخر يستخدم فنار
tool-native-more = الأصول الموقّعة، يمكن التحقق منها في أي مكان.
me-title = حسابي
me-rights = ما يتيحه
right-analyst = القراءة والتحقق والكتابة والإرسال
right-reviewer = الموافقة على ما كتبه غيره
right-coordinator = التوقيع عن الشبكة
right-admin = حسابات المكتب وإعداداته
me-sessions = الجلسات
me-sessions-more = تنتهي الجلسة بعد نصف ساعة من آخر صفحة، وبعد اثنتي عشرة ساعة على الأكثر.
me-everywhere = إنهاء كل ما سواها
me-end = إنهاء
me-this = هذه
me-factor = العامل الثاني
me-no-factor = لا يوجد بعد
me-recovery = { $n ->
    [0] مفعّل، ولم يبقَ أي رمز استرداد
    [one] مفعّل، وبقي رمز استرداد واحد
    [two] مفعّل، وبقي رمزا استرداد
    [few] مفعّل، وبقيت { $n } رموز استرداد
    [many] مفعّل، وبقي { $n } رمز استرداد
   *[other] مفعّل، وبقي { $n } رمز استرداد
}

## Consent records

consents-title = سجلات الموافقة
consents-lead = تبقى في هذا المكتب. بلا اسم ولا رقم حالة: كلمة من عندكم تدل على الشخص.
consents-none = لا سجلات بعد.
consent-record-title = سجل موافقة
record-open = فتح
record-new = تدوين موافقة
record-alias = كلمتكم للدلالة على الشخص
record-alias-hint = كلمة لا تعني لغيركم شيئًا: «نهر-٧».
record-scope = وافق الشخص على أن يصل
record-heard-on = أُعطيت في
record-until = تنتهي في
record-how = كيف
record-how-hint = وجهًا لوجه، بالهاتف، كتابةً.
record-named = المكاتب التي سمّاها الشخص
record-risks = شُرحت المخاطر
record-act = تدوين
record-stands = سارية
record-ended = انتهت
record-doubted = غير مؤكدة منذ الاستعادة: اسألوا الشخص
record-without = عادت هذه النشرات بعد استعادة نسخة احتياطية، ولا تذكرها أي موافقة مدوّنة. إن كان بعضها يستند إلى ما قاله هذا الشخص فاسحبوه أيضًا.
record-withdrawn = سُحبت
record-rests = { $n ->
    [0] لا شيء يستند إليها
    [one] شيء واحد يستند إليها
    [two] شيئان يستندان إليها
    [few] { $n } أشياء تستند إليها
    [many] { $n } شيئًا يستند إليها
   *[other] { $n } شيء يستند إليها
}
record-withdraw = الشخص يسحب موافقته
record-withdraw-more = كل ما يستند إليها يزول، هنا ولدى كل مكتب وصله. ترون أولًا ما هو.
record-goes = { $n ->
    [0] لم يُرسل شيء: يتغير سجل الموافقة فقط.
    [one] هذا يزول:
    [two] هذان يزولان:
    [few] هذه تزول، وعددها { $n }:
    [many] هذه تزول، وعددها { $n }:
   *[other] هذه تزول، وعددها { $n }:
}
record-withdraw-act = سحب كل شيء

## The network, one's own account, administration

nav-net = الشبكة
nav-admin = الإدارة
account-add = إضافة حساب
account-disable = تعطيل
account-enable = إعادة التفعيل
account-reset = كلمة سر جديدة
accounts = الحسابات
act = إجراء
admin-at-machine = تُدار الإعدادات على الجهاز نفسه من سطر الأوامر: يبيّن الأمر fanal doctor ما ينقص.
admin-nav = صفحات الإدارة
admin-no-content = لا تتيح صلاحية الإدارة وحدها رؤية أي محتوى.
admin-title = الإدارة
admit-act = قبول { $name }
announce-act = إعلام كل الأعضاء بالطلب
audit-act = ما جرى
audit-at = متى
audit-caption = من فعل ماذا ومتى. لا تُدوَّن العناوين ولا كلمات البحث ولا المحتوى أبدًا.
audit-export = تنزيل كجدول (CSV)
audit-from = حتى الرقم
audit-next = أسطر أقدم
audit-object = على ماذا
audit-result = النتيجة
audit-title = سجل التدقيق
cancel = إلغاء
code-accepted = قبول مدونة السلوك
code-of-practice = مدونة السلوك
code-wrong = ليس هذا هو الرمز المعروض الآن. هل ساعة الهاتف مضبوطة؟
codes-kept = حفظتها
codes-lead = كل رمز من هذه الرموز يحلّ مرة واحدة محل تطبيق المصادقة. تُعرض الآن فقط: احفظوها على ورق بعيدًا عن الهاتف.
codes-left = { $n ->
    [one] يُطلب منكم عامل ثانٍ؛ بقي رمز استرداد واحد.
    [two] يُطلب منكم عامل ثانٍ؛ بقي رمزا استرداد.
    [few] يُطلب منكم عامل ثانٍ؛ بقيت { $n } رموز استرداد.
    [many] يُطلب منكم عامل ثانٍ؛ بقي { $n } رمز استرداد.
   *[other] يُطلب منكم عامل ثانٍ؛ بقي { $n } رمز استرداد.
}
codes-renew = إنشاء رموز استرداد أخرى
codes-title = رموز الاسترداد
desk-asks = التغييرات التي يطلبها
desks-in = المكاتب الأعضاء
account-to-confirm = عاد مع نسخة احتياطية: هل ما زال معتمدًا؟
disabled = معطّل
done-account = تم تغيير الحساب.
done-announced = سيعلم كل الأعضاء بالطلب.
done-hook = حُفظ الـ webhook. جرّبوه الآن.
done-hook-removed = لم يعد الـ webhook يتلقى إشعارات.
done-objected = وصل اعتراضكم إلى المنسّقين.
done-password = تغيّرت كلمة السر، وانتهت جلساتكم الأخرى.
done-preferred = تم الحفظ.
done-reported = وصل بلاغكم إلى المنسّقين.
done-suspended = عُلّق المكتب منذ الآن. تعلم المكاتب الأخرى بذلك في جولتها التالية.
done-taken = اعتُمد السجل.
done-totp-removed = لم يعد يُطلب منكم عامل ثانٍ.
done-vouched = سُجّلت تزكيتكم.
draft-changes = ما الذي يغيّره
draft-doubtful = وصل بعد سرقة المفتاح
draft-hand-over = سلّموا هذا النص إلى المنسّق التالي
draft-in-force = اكتملت التواقيع: السجل الجديد سارٍ هنا، وتعتمده المكاتب الأخرى في جولتها التالية.
draft-title = مسودة السجل التالي
draft-waits = لم يتغير شيء بعد: يلزم المزيد من التواقيع.
end-it = إنهاء
expel-act = فصل { $name }
expel-hint = يعدّ سجلًا من دون هذا المكتب ويوقّعه. حين تكتمل التواقيع تقطع كل عقدة لديها هذا السجل اتصالات المكتب. وما لدى المكتب أصلًا لا يمكن استرجاعه.
expel-title = الفصل
failures = { $n ->
    [zero] لا فشل
    [one] فشل مرة واحدة
    [two] فشل مرتين
    [few] فشل { $n } مرات
    [many] فشل { $n } مرة
   *[other] فشل { $n } مرة
}
groups-caption = مجموعات المشاركة: من يستطيع قراءة ما يُشارك فيها
groups-in = المجموعات
groups-title = مجموعات المشاركة
groups-lead = ما يُشارك مع مجموعة تقرؤه المكاتب التي فيها. ويبيّن السجل من في كل مجموعة.
groups-none = لا مجموعة بعد.
group-change = تغيير من فيها
group-members = مكاتب هذه المجموعة
group-act = إعداد سجل بهذه المكاتب
group-new = إنشاء مجموعة
group-name = الاسم القصير
group-name-hint = حروف لاتينية صغيرة وأرقام وشرطات، مثلًا: stalkerware-fr.
group-no-change = لن يتغير شيء: علّموا على مكاتب أخرى.
group-moves = ما الذي ينتقل عندئذ
group-moves-in = المكتب الذي ينضم يصله ما سبق في المجموعة من TLP:GREEN. أما ما سبق من TLP:AMBER فلا يصله إلا بتنقيح جديد.
group-moves-out = المكتب الذي يخرج لا يصله شيء بعد ذلك. ويبقى ما عنده حتى يُسحب. وبخروج آخر مكتب تنتهي المجموعة.
group-moves-when = يسري ذلك متى وقّع السجلَّ عدد كافٍ من المنسّقين.
has-second-factor = مع عامل ثانٍ
history-title = تاريخ التغييرات
hook-add = إضافة webhook
hook-remove = إزالة
hook-secret = السر أو رمز الوصول
hook-url = العنوان
hooks = الـ webhooks
host = المضيف
join-acts = ما العمل
join-ask = الانضمام إلى شبكة أخرى
join-ask-paste = الدعوة التي سلّمكم إياها أحد الأعضاء
join-ask-act = إعداد الطلب
join-hand-over = سلّموا هذا السطر بأي طريقة تشاؤون
join-invitation = دعوة
join-invite = دعوة مكتب
join-invite-more = سطر واحد فيه مفاتيح هذا المكتب ولا شيء سري. لا يقبل أحدًا بمفرده.
join-invite-act = إعداد دعوة
join-paste = السطر الذي سلّمكم إياه المكتب
join-request = الطلب
join-take-request = سُلّم إليكم طلب
join-take-hint = يعلم به كل الأعضاء، ويمكنهم التزكية أو الاعتراض.
join-lacks = { $n ->
    [zero] لا شيء ينقص
    [one] ينقص أمر واحد
    [two] ينقص أمران
    [few] تنقص { $n } أمور
    [many] ينقص { $n } أمرًا
   *[other] ينقص { $n } أمر
}
told-admits = يُقبل { $name } ({ $desk }). يبدأ مفتاح توقيعه بـ { $key }.
told-unlisted = لم يعد { $desk } فيه.
told-threshold = التواقيع اللازمة: من { $old } إلى { $new }
told-network-name = اسم الشبكة { $name }.
told-good-until = يسري حتى { $day }.
told-active-again = { $desk }: كان معلّقًا في حالة طارئة، وهو نشط من جديد
told-trusted-again = أُقفل { $desk } في { $day } بقوله هو أو بقصاصته؛ وهو موثوق من جديد بالمفاتيح المدرجة
told-nothing-changes = { $desk } كذلك أصلًا: لا شيء يتغيّر.
told-status = { $desk }: من { $old } إلى { $new }
told-joins-group = ينضم { $desk } إلى المجموعة { $group }.
told-leaves-group = يغادر { $desk } المجموعة { $group }.
told-signing-keys = { $desk }: مفاتيح التوقيع من { $old } إلى { $new }
told-checkpoint-keys = { $desk }: مفاتيح نقاط التحقق من { $old } إلى { $new }
told-feed-keys = { $desk }: مفاتيح الخلاصة العلنية من { $old } إلى { $new }
told-tls-pins = { $desk }: كانت اتصالاته تُعرف بـ { $old } والآن بـ { $new }
told-addresses = { $desk }: تصير العناوين { $new }
told-sealing-keys = { $desk }: مفاتيح الطرود المنتهية بـ { $old } تصير المنتهية بـ { $new }
told-organisation = { $desk }: منظمته { $new }
told-jurisdiction = { $desk }: القانون الساري عليه: { $new }
told-duty = { $desk }: واجب إبلاغ السلطات: { $new }
told-desk-name = اسم { $desk } هو { $name }.
told-stream-ends = { $desk }: ينتهي { $stream } عند القيد { $size }، الحقبة { $epoch }
told-lost-keys = فقد { $desk } مفاتيحه، وتُسحب نيابةً عنه هذه النشرات: { $ids }
told-entry = { $desk }: شيء آخر في بطاقته
told-coordinator-in = يصير { $name } منسّقًا.
told-coordinator-out = لم يعد { $name } منسّقًا.
told-coordinator-name = صار اسم المنسّق { $old } هو { $new }.
told-coordinator-heartbeat = { $name }: مفتاح النبض من { $old } إلى { $new }
told-rule-vouches = التزكيات اللازمة: من { $old } إلى { $new }
told-rule-objection = أيام الاعتراض: من { $old } إلى { $new }
told-rule-freshness = الأيام دون خبر من المنسّقين قبل أن ينتظر AMBER: من { $old } إلى { $new }
told-rule-vouch-age = أيام العضوية قبل احتساب التزكية: من { $old } إلى { $new }
told-rule-vouches-year = تزكيات المكتب الواحد في السنة: من { $old } إلى { $new }
told-rule-members-first = أيام يملكه فيها الأعضاء قبل العموم: من { $old } إلى { $new }
told-rule-code = مدونة سلوك أخرى: من { $old } إلى { $new }
told-rule-retention = أيام حفظ المحتوى: { $days }
told-rule-everyone = كل المكاتب تشارك في التنسيق.
told-rule-not-everyone = لم تعد كل المكاتب تشارك في التنسيق.
told-rules = شيء آخر في القواعد
told-first-roster = هذا أول سجل.
told-coordinator-key = مفتاح للتنسيق: { $key }
told-offers-to-coordinate = يعرض { $name } أن ينسّق.
told-lacks-vouches = لدى { $desk } من التزكيات { $have } من { $need }.
told-open-objections = اعتراضات مفتوحة على { $desk }: { $n }
told-not-announced = لم يُبلَّغ الأعضاء بعد بطلب { $desk }.
told-window-open = يمكن للأعضاء الاعتراض على { $desk } حتى { $day }.
told-code-not-accepted = لم يقبل { $desk } مدونة السلوك.
told-vouch-not-in-roster = { $desk } ليس في السجل.
told-vouch-not-active = { $desk } غير نشط.
told-vouch-same-organisation = { $desk } من المنظمة نفسها.
told-vouch-too-young = عضوية { $desk } أقصر مما يلزم، والأيام اللازمة: { $days }.
told-vouch-too-many = زكّى { $desk } أكثر مما يُسمح في السنة: { $most } على الأكثر.
join-nobody = لا أحد يطلب الانضمام.
join-progress = إلى أين وصل الطلب
join-key = مقارنة المفتاح بالصوت
join-compared = في { $day }، قارنه { $by }
join-not-compared = ليس بعد
join-compare-act = قرأ كل منا الكلمات للآخر: كانت نفسها
join-coordinators = تواقيع المنسّقين
join-drafted = { $n } من { $all }
join-ready = لا شيء يمنع: يمكن قبوله.
join-title = طلبات الانضمام
join-window = تُقبل الاعتراضات حتى
key-title = مفتاح هذا المكتب
key-changed = تغيّر مفتاح { $name }.
key-changed-tls = صار لجهاز { $name } مفتاح TLS آخر.
key-changed-more = اتصلوا بهم على رقم تعرفونه من قبل، وليقرأ كل منكم الكلمات للآخر. وحتى ذلك الحين لا تثقوا بشيء يفاجئكم.
key-compare = مقارنة المفتاح
key-compared = قورن في
key-not-compared = لم يقارنه أحد هنا بعد.
key-how = كيف قارنتموه؟
key-how-hint = «بالهاتف، على الرقم المكتوب في بطاقتهم». يبقى ذلك في سجلات المكتب.
key-how-missing = قولوا كيف قارنتم المفتاح.
key-compared-act = كانت الكلمات نفسها
done-compared = دُوّن أن المفتاح قورن.
desk-unused = لا يُستعمل هنا.
use-title = ما يفعله هذا المكتب بنشراته
use-hint = إذا أُوقف، فلا شيء من ذلك المكتب في الملفات المصدّرة ولا قوائم الحجب ولا الإجابات للأدوات، وتقول «معروف» ذلك. تبقى نشراته مقروءة، ويُسمع ما يسحبه، ولا يُخبَر أحد غيركم.
stop-using-act = أوقفوا استعمال { $name }
use-again-act = استعملوا { $name } من جديد
done-unused = لم يعد ذلك المكتب مستعملًا هنا.
done-used-again = ذلك المكتب مستعمل هنا من جديد.
evidence = صفحة غلاف لدليل
evidence-lead = ما الذي تغطيه هذه الورقة، وكيف يمكن لأي أحد التحقق منه.
evidence-digest = البصمة (SHA-256)
evidence-signed = وقّعه
evidence-roster = السجل الساري
evidence-place = موضعها في سجل مكتبها
evidence-entry = { $n } من { $all }
evidence-file = تنزيل الدليل
evidence-original = الأصل الموقّع، يُحفظ مع هذه الورقة
evidence-check = للتحقق: الأمر «fanal verify» على الملف يبيّن لمن التوقيع وهل تغيّر أي بايت. ولا يسأل أي شبكة.
evidence-limits = هذا يثبت من وقّع هذه البايتات وأنها لم تتغير. لا يثبت أن ما فيها صحيح، ولا متى حدث أي شيء.
evidence-made = طبعها
keep = حفظ
key = المفتاح
made-known-by = عرّف به
mail = عنوان البريد
me-told = متى يصلكم إشعار
me-told-hint = تقول الرسالة إن هناك شيئًا، ولا تقول ما هو أبدًا.
name = الاسم
net-contact = آخر اتصال
net-signed = أحدث ما وقّعه: { $ago }
net-unheard = لا شيء منذ أكثر من يوم: إما أنه صامت، أو أن أحدًا يحجبه عنكم.
net-gaps = { $n ->
    [zero] لا ينقص هنا شيء منه.
    [one] ينقص هنا قيد واحد منه.
    [two] ينقص هنا قيدان منه.
    [few] تنقص هنا { $n } قيود منه.
    [many] ينقص هنا { $n } قيدًا منه.
   *[other] ينقص هنا { $n } قيد منه.
}
net-coordinators = المنسّقون
net-expires = صالح حتى
net-fault = ما الخلل
net-health = المكاتب، الأسوأ حالًا أولًا، كما يراها هذا المكتب
net-name = الشبكة
net-nav = صفحات الشبكة
net-roster = السجل
net-taken = من لديه هذا السجل
net-taken-by = المكاتب: { $n } من { $all }
net-taken-not = ليس بعد، على حد ما يُعرف هنا:
shares-count = النشرات
shares-share = النسبة
shares-title = ما يُشارَك، بحسب الوسم
net-title = الشبكة
spread-title = من لديه أحدث نشرات من
spread-caption = في الصفوف: من عنده. وفي الأعمدة: ما مصدره
spread-hint = مما يحق لكل مكتب أن يقرأه (GREEN). هو ما أعلنه كل مكتب في آخر جولة، مقارنًا بما هو هنا؛ أما «لا» فتأتي من القواعد، وسببها أسفل الجدول.
spread-all = الأحدث
spread-behind = { $n ->
    [zero] لا تأخر
    [one] متأخر بواحدة
    [two] متأخر باثنتين
    [few] متأخر بـ{ $n }
    [many] متأخر بـ{ $n }
   *[other] متأخر بـ{ $n }
}
spread-untold = لم يُعلن
spread-more = { $n ->
    [zero] كل المكاتب في هذا الجدول.
    [one] مكتب آخر ليس في هذا الجدول: انظروا صفحته.
    [two] مكتبان آخران ليسا في هذا الجدول: انظروا صفحتيهما.
    [few] { $n } مكاتب أخرى ليست في هذا الجدول: انظروا صفحاتها.
    [many] { $n } مكتبًا آخر ليس في هذا الجدول: انظروا صفحاتها.
   *[other] { $n } مكتب آخر ليس في هذا الجدول: انظروا صفحاتها.
}
route-here = هذا المكتب
route-direct = مباشرة
route-tor = Tor
route-calls = هو من يتصل
net-route = الطريق
never = أبدًا
no-second-factor = من دون عامل ثانٍ
not-accepted-by = لم يقبلها بعد
notify-lead = يذكر الإشعار العدد حسب الوسم ولا يذكر المحتوى أبدًا. المضيفون المسموح بهم مذكورون في إعدادات العقدة.
notify-taken = قُبلت الرسالة.
notify-test = إرسال تجربة
notify-title = الإشعارات
number = الرقم
object-act = الاعتراض بسرية
object-why = لماذا لا؟ لا يقرؤه إلا المنسّقون
objection-by = اعتراض من
objection-outcome = ما نتج عنه
objection-settle = تمت تسويته
objection-settled = تمت تسويته:
panic-act = إقفال هذا المكتب الآن
panic-done = انتهت كل الجلسات وأُلغيت كل الرموز. يُفتح المكتب من جديد على جهازه وبمفتاحه الرئيسي.
panic-lead = هل أنتم في خطر؟ يُنهي الإقفال كل الجلسات والرموز، ويوقف العقدة، ويطلب من المكاتب الأخرى ألا ترسل شيئًا. لا يُتلف شيء. ولا يُفتح المكتب من جديد إلا على جهازه.
panic-locked = هذا المكتب مُقفل
panic-tick = علّموا المربع لإقفال المكتب.
panic-title = طوارئ: إقفال هذا المكتب
panic-told = { $n ->
    [zero] لم يُخبَر أي مكتب.
    [one] أُخبر مكتب واحد.
    [two] أُخبر مكتبان.
    [few] أُخبرت { $n } مكاتب.
    [many] أُخبر { $n } مكتبًا.
   *[other] أُخبر { $n } مكتب.
}
panic-would-tell = { $n ->
    [zero] لن يُخبَر أي مكتب.
    [one] سيُخبَر مكتب واحد.
    [two] سيُخبَر مكتبان.
    [few] ستُخبَر { $n } مكاتب.
    [many] سيُخبَر { $n } مكتبًا.
   *[other] سيُخبَر { $n } مكتب.
}
panic-yes = نعم، إقفال
password-again = الجديدة مرة أخرى
password-change = تغيير كلمة السر
password-differs = كلمتا السر الجديدتان غير متطابقتين.
password-new = كلمة سر جديدة، ١٢ حرفًا أو أكثر
password-now = كلمة السر الحالية
password-short = كلمة السر الجديدة قصيرة: ١٢ حرفًا أو أكثر.
password-told = كلمة السر، تُعرض هذه المرة فقط، للحساب
password-wrong = كلمة السر غير صحيحة.
purged-of = محاها { $n } من { $all } بإيصالات موقّعة
quiet-from = من الساعة
quiet-clock = ساعتكم
quiet-clock-hint = لا يُحفظ سوى فرقها عن التوقيت العالمي، ولا يُحفظ أي مكان. اضبطوها مجددًا عند بدء التوقيت الصيفي أو انتهائه.
quiet-hours = ساعات الهدوء
quiet-to = إلى الساعة
quiet-wrong = تحتاج ساعات الهدوء إلى رقمين من 0 إلى 23، أو تُترك فارغة.
recalls-none = لم يُسحب شيء.
recalls-refused = رفضت:
recalls-title = عمليات السحب
recalls-waiting = لم يصل بعد إلى:
report-act = إبلاغ المنسّقين
report-text = ماذا حدث؟ من دون أي شيء من محتوى النشرات
report-title = الإبلاغ عن مكتب
reported-by = أبلغ عنه
reporting-duty = عليه إبلاغ السلطات
reports-none = لا بلاغات.
reports-title = البلاغات
retention = مدة الحفظ
retention-days = الأيام:
retention-none = لا تضع الشبكة حدًّا؛ لكل نشرة حدها.
rights = الصلاحيات
rights-keep = حفظ الصلاحيات
roster-current = سارٍ
roster-expired = منتهٍ
roster-forked = شوهد إصداران مختلفان
roster-stale = لا خبر من المنسّقين منذ مدة
rule-freshness-days = الأيام دون خبر من المنسّقين قبل أن ينتظر AMBER وRED
rule-objection-days = أيام الاعتراض
rule-vouch-age-days = أيام العضوية قبل احتساب التزكية
rule-vouches = التزكيات اللازمة
rule-vouches-per-year = تزكيات المكتب الواحد في السنة (٠: بلا حد)
rule-members-first-days = أيام يملكه فيها الأعضاء قبل العموم (٠: فورًا)
rules-title = القواعد
shape = النوع
shape-matrix = غرفة Matrix
shape-mattermost = Mattermost
shape-plain = JSON موقّع
sign-draft = توقيع مسودة
sign-draft-act = توقيعها
sign-draft-paste = النص الذي سلّمكم إياه منسّق آخر
signatures-of = التواقيع: { $n } من { $all }
signed-by = وقّعه
status-active = نشط
status-expelled = مفصول
status-left = مغادر
status-suspended = معلّق
step-up-act = متابعة
step-up-label = كلمة السر، أو الرمز الذي يعرضه تطبيق المصادقة
step-up-lead = لهذا أثر بعيد. أثبتوا مرة أخرى أنكم أنتم؛ ما كتبتموه محفوظ.
step-up-title = هل هذا أنتم؟
step-up-wrong = كلمة السر أو الرمز غير صحيح.
suspend-act = تعليق { $name } الآن
suspend-hint = يكفي منسّق واحد. لمدة ٧٢ ساعة لا ترسل أي عقدة تعلم بذلك شيئًا إلى هذا المكتب ولا تقبل منه شيئًا.
suspend-title = التعليق الآن
suspended-until = معلّق حتى
take-roster-act = اعتماد سجل مكتمل التواقيع
threshold-of = التواقيع اللازمة: { $n } من { $all }
token = رمز:
token-proves = رمز ينشر ويوقّع:
totp-address = أو كعنوان
totp-begin = إعداد عامل ثانٍ
totp-confirm = طلبه من الآن
totp-lead = أضيفوا هذا إلى تطبيق مصادقة في هاتفكم. لا يذكر إلا حسابكم.
totp-none = لا يوجد بعد: من يعرف كلمة السر يدخل.
totp-picture = رمز QR للسر المكتوب نصًا في الأسفل.
totp-remove = عدم طلبه بعد الآن
totp-scan = اقرؤوه بكاميرا الهاتف
totp-secret = السر
totp-shows = ما يعرضه التطبيق الآن
totp-title = إعداد عامل ثانٍ
totp-type = أو اكتبوه يدويًا: كلاهما واحد. لا ينبغي أن يرى أحد سواكم هذه الصفحة ولا صورة منها.
type-name = اكتبوا { $name } للمتابعة
type-the-name = اكتبوا الاسم القصير للمكتب كما هو: لم يُفعل شيء.
urgent-through = العاجل يصل رغم ساعات الهدوء والملخص اليومي
version = الإصدار
version-first = تأسست الشبكة.
vouch-act = تزكية
vouch-how = كيف تعرفونهم؟
vouched-by = زكّاه
vouches-of = التزكيات: { $n } من { $all }
when = كم مرة
when-daily = مرة في اليوم، دفعة واحدة
when-never = أبدًا
when-now = فور وصوله
why = لماذا؟
words-by-voice = ليقرأ كل طرف هذه الكلمات للآخر بصوته؛ هي نفسها لدى الطرفين
words-by-coordinator = تُعرض ثماني كلمات للمقارنة بالصوت على منسّق في المكتب الذي دعاه.
tokens = رموز البرامج
token-ends = ينتهي:
picture-net = صورة الشبكة: هذا المكتب في الوسط، خط متصل و+ حيث الاتصال جيد، خط متقطع و- حيث يفشل، نقاط حيث لم يحدث، وX لمن خرج. الجدول أعلاه يقول الشيء نفسه.

# Passkeys
passkeys = مفاتيح المرور
passkeys-lead = يحلّ مفتاح المرور محل الرمز بعد كلمة السر. ولا تستطيع صفحة مزيفة أن تطلبه.
passkeys-none = ليس لديكم أي مفتاح.
passkey-add = إضافة مفتاح مرور
passkey-made = أُضيف في
passkey-used = آخر استخدام
passkey-copyable = قد يُنسخ إلى سحابة
passkey-remove = إزالة
passkey-number = هذا العنوان رقم، ومفاتيح المرور مرتبطة باسم. افتحوا هذه اللوحة باسمها (على الجهاز نفسه: localhost) لتستخدموها.
passkey-unknown = لا يذكر هذا المتصفح عنوان هذه الصفحة: لا يمكن استخدام مفتاح مرور هنا.
passkey-factor-first = أعدّوا عاملًا ثانيًا أولًا: رموزه تُدخلكم حيث لا ينفع مفتاح المرور.
passkey-not = تحتاج مفاتيح المرور إلى متصفح يشغّل البرامج النصية ويتيحها على هذا العنوان. قد لا يتيحها متصفح Tor. كل ما عدا ذلك يعمل كما كان.
passkey-touch = يطلب متصفحكم مفتاح المرور الآن: المسوا المفتاح أو افتحوا قفل الجهاز.
passkey-failed = لم ينجح ذلك، أو أُلغي. حاولوا مرة أخرى.
passkey-make = إنشاء مفتاح المرور
passkey-name = الاسم الذي تطلقونه عليه
passkey-name-hint = لتتعرّفوا عليه، مثلًا: المفتاح الأزرق.
passkey-name-none = أعطوه اسمًا.
passkey-wrong = مفتاح المرور هذا غير صالح هنا. حاولوا مرة أخرى أو اكتبوا رمزًا.
passkey-sign-in = استخدام مفتاح مرور بدلًا من ذلك
done-passkey = أُضيف مفتاح المرور.
done-passkey-removed = أُزيل مفتاح المرور.

# The desk’s own administration
keys-title = المفاتيح
keys-lead = ما يعرف به الآخرون هذا المكتب: مفاتيحه العامة وحدها. قارنوها بالصوت، لا عبر القناة التي وصلت منها.
key-signing = التصريحات
key-for-signing = يوقّع ما يقوله هذا المكتب.
key-checkpoint = نقاط التحقق
key-for-checkpoint = يوقّع طول سجلاته.
key-feed = الخلاصة العلنية
key-for-feed = يوقّع الملفات التي يحمّلها الجمهور.
key-coordinator = التنسيق
key-for-coordinator = يوقّع السجلات إن كان المكتب منسّقًا.
key-heartbeat = النبض
key-for-heartbeat = يؤكد كل يوم أن السجل حديث.
key-tls = الاتصالات
key-for-tls = تتعرف المكاتب الأخرى على اتصالاته ببصمة هذا المفتاح.
key-sealing = الطرود
key-for-sealing = تُختم به الطرود الموجهة إلى هذا المكتب.
key-in-words = بالكلمات:
key-in-digits = بالأرقام:
key-since = يسري منذ
key-until = حتى
key-no-end = بلا نهاية
key-in-roster = في السجل.
key-not-in-roster = ليس في السجل.
key-beside = يسري معه أيضًا، حتى
key-next = صُنع ليخلفه، وينتظر السجل:
key-replace = استبدال هذا المفتاح
keys-ask = طلب مفاتيح أخرى
keys-ask-more = تُنشأ المفاتيح الجديدة الآن، وتُستخدم حين يوقّع المنسّقون سجلًا يضمّها؛ وتبقى القديمة سارية عدد الأيام الذي تحددونه.
keys-days = أيام بقاء القديمة سارية
keys-rotate = طلب مفاتيح جديدة
keys-retire = التخلي عن مفاتيح الاتصال والطرود القديمة
keys-by-coordinators = يطلبها حساب له صلاحية «التوقيع عن الشبكة»، متى انضم المكتب إلى شبكة.
keys-none-chosen = اختاروا مفتاحًا واحدًا على الأقل.
keys-days-wrong = اكتبوا الأيام عددًا صحيحًا.
done-keys-asked = سُجّل الطلب. يأتي التغيير مع السجل التالي.
backups-title = النسخ الاحتياطية
backups-lead = النسخة الاحتياطية ملفان مختومان. وما سُحب لا يوجد في أي نسخة أُنشئت بعد سحبه.
backups-good = توجد نسخة حديثة، وفُتحت للتجربة، وأُنشئ مفتاح استعادة.
backup-newest = الأحدث
backup-rows = الصفوف:
backup-drill = آخر تجربة
backup-key = مفتاح الاستعادة
backup-key-made = أُنشئ؛ ينبغي أن يكون على ورق بعيدًا عن الملفين
backup-how = لإنشاء نسخة
backup-how-more = على الجهاز نفسه، أو وفق جدول إعداداته:
backup-copy = انسخوا الملفين إلى مكان آخر، وملف المفاتيح الأحدث فوق الأقدم. ملفات المفاتيح القديمة تفتح ما سُحب بعدها: لا تحتفظوا بأي منها.
backup-none = لا توجد أي نسخة: إن تعطّل هذا القرص ضاع كل شيء.
backup-old = عمر الأحدث أكثر من ثلاثة أيام.
backup-no-key = لا يوجد مفتاح استعادة: لا يفتحها إلا هذا الجهاز.
backup-no-drill = لم تُفتح أي منها للتجربة قط.
backup-drill-old = مضى على آخر تجربة وقت طويل.
backup-drill-failed = كشفت آخر تجربة عن عيوب.
policies-title = قواعد المكتب
policies-always = ما يسري دائمًا
policy-second-person = ما سيُنشر ينتظر شخصًا ثانيًا. لا أحد يوافق على ما كتبه.
policy-embargo = لا شيء تحت حظر النشر يُعلن قبل يومه، ولا شيء يدل على وجوده.
policy-privacy = فحص الخصوصية يسبق كل ما يخرج. لكل ملاحظة جواب.
policy-withdraw = السحب لا ينتظر أحدًا.
words-title = الكلمات المحمية
words-lead = أسماء الأشخاص ونطاقاتكم: يجدها فحص الخصوصية في كل ما يخرج. تُحفظ بصمتها وحدها ولا تُحفظ الكلمة أبدًا، ولا تُعرض إلا ملاحظتكم.
words-by-staff = يراها ويحددها من يعمل على المحتوى.
words-none = لا شيء بعد.
words-let-go = إلغاء الحماية
words-new = الكلمات، واحدة في كل سطر
words-hint = ثلاثة أحرف أو أكثر لكل منها.
words-label = ملاحظة للعثور عليها
words-label-hint = ينبغي ألا تدل على الكلمات.
words-protect = حمايتها
countries-title = أرقام الهوية
countries-lead = البلدان التي يعرف الفحص أرقام هويتها من شكلها
countries-by-reviewers = يختارها المراجعون.
done-policies = تم الضبط.

# Mail to OpenPGP keys
mail-key-title = مفتاح OpenPGP للبريد
mail-key-lead = يُشفَّر البريد المرسل إليكم بهذا المفتاح، وإلا فلا يُرسل. وما يقوله لا يتغير: يقول إن هناك شيئًا، لا ما هو.
mail-key-fingerprint = البصمة
mail-key-compare = قارنوها بما يعرضه برنامجكم.
mail-key-bad = لا يُرسل إليكم بريد الآن:
mail-key-remove = التوقف عن التشفير
mail-key-set = مفتاح آخر
mail-key-text = المفتاح العام
mail-key-hint = يبدأ بـ -----BEGIN PGP PUBLIC KEY BLOCK-----. إن كان عنوانكم عنوان قائمة بريدية فأعطوا مفتاح القائمة.
done-mail-key = يُشفَّر بريدكم بهذا المفتاح.
done-mail-key-removed = لم يعد بريدكم يُشفَّر.

# ما يقوله المكتب عن نفسه
profile-title = الملف التعريفي
profile-lead = ما يقرؤه أعضاء الشبكة عن هذا المكتب: من يستطيع مساعدته، ومتى يردّ، وكيف يمكن الوصول إليه بأمان.
profile-none = لم يقل هذا المكتب شيئًا عن نفسه بعد.
profile-change = تغيير ما يُقال هنا
profile-by-coordinators = يغيّره حساب له صلاحية «التوقيع عن الشبكة».
profile-languages = اللغات التي تردّون بها
profile-others = لغات أخرى برموزها
profile-others-hint = تفصل بينها فواصل، مثلًا: ckb, rw.
profile-hours = متى تردّون
profile-hours-hint = مع المنطقة الزمنية، مثلًا: من الإثنين إلى الجمعة، من ٩:٠٠ إلى ١٧:٠٠ بتوقيت تونس.
profile-services = ماذا تقدّمون، خدمة في كل سطر
profile-services-hint = مثلًا: فحص الأجهزة، استرجاع الحسابات، المأوى.
profile-channels = كيف يمكن الوصول إليكم
profile-channels-more = تُترك القناة التي لا عنوان لها. وبعد كل إعلام يتّسع المكان لقناة أخرى.
profile-channel = القناة { $n }
profile-kind = نوعها، مثلًا Signal أو البريد الإلكتروني
profile-at = العنوان أو الرقم
trait-end-to-end = مشفّر من الطرف إلى الطرف
trait-no-account-needed = لا يحتاج إلى حساب
trait-monitored = قد يكون مراقَبًا
trait-emergency = للطوارئ
trait-public = يجوز أن يعرفه الجميع: يظهر في صفحة التواصل العامة
profile-trust = ما يعتمد عليه الآخرون
profile-agreed = وقّع العاملون لدينا اتفاقًا بعدم إفشاء ما يرسله الآخرون إلينا
profile-since = منذ
profile-legal = كيف تجيبون إذا طلبت السلطات ما أرسله الآخرون إليكم
profile-legal-hint = جملة أو جملتان. تقرؤهما المكاتب قبل أن ترسل إليكم TLP:AMBER.
profile-feed = ما ننشره يجوز أن يظهر أيضًا في التغذية العامة للشبكة كلها
profile-act = إعلام كل الأعضاء
done-profile = تم القول. يقرؤه الأعضاء بعد جولتهم التالية.
profile-roster = ما يقوله السجل
profile-roster-more = هذه الكلمات مكتوبة في السجل الموقّع. تطلبون التغيير، ويضعه المنسّقون في السجل التالي.
profile-asked = طلبتم هذا، وليس في السجل بعد:
profile-name = اسم المكتب
profile-country = البلد الذي يسري عليكم قانونه
profile-country-hint = حرفان لاتينيان، مثلًا TN.
profile-duty = ما عليكم إبلاغ السلطات به
profile-duty-hint = اتركوه فارغًا إن لم يكن هناك واجب كهذا. تراه المكاتب قبل أن ترسل إليكم أي شيء.
profile-replace = نسيان ما طُلب من قبل
profile-ask = الطلب من المنسّقين
profile-leave = مغادرة الشبكة
profile-leave-more = متى وقّع المنسّقون سجلًا من دون هذا المكتب فلن يدخل إليه شيء ولن يخرج منه شيء. اسحبوا قبل ذلك ما لا ينبغي أن يحتفظ به الآخرون.
profile-leave-act = طلب المغادرة
desk-coordinate = يصير منسّقًا، أو يُعتمد مفتاح التنسيق الجديد له
desk-threshold = إن كان كذلك، فالتواقيع اللازمة للسجل بعدها: أكثر من نصف المنسّقين
profile-coordinate = نعرض أن نوقّع السجلات بصفتنا منسّقين
said-languages = اللغات
said-hours = يردّ
said-services = الخدمات
said-channels = الوصول إليه
said-agreement = اتفاق عدم الإفشاء
said-since = منذ
said-no-agreement = لا يُعرف عنه شيء
said-legal = إذا طلبت السلطات
said-jurisdiction = قانون
said-nothing = لم يقل شيئًا عن نفسه بعد
lack-encrypted = لا توجد هنا قناة مشفّرة من الطرف إلى الطرف.
lack-easy = تحتاج كل قناة هنا إلى حساب أو برنامج خاص بها.
desks-title = المكاتب
desks-lead = من في هذه الشبكة، بكلماتهم هم، ومدى معرفتهم هنا.
desks-gone = { $n ->
    [zero] لا مكاتب خارج العضوية
    [one] مكتب واحد لم يعد عضوًا
    [two] مكتبان لم يعودا عضوين
    [few] { $n } مكاتب لم تعد أعضاء
    [many] { $n } مكتبًا لم تعد أعضاء
   *[other] { $n } مكتب لم تعد أعضاء
}
desks-members = الأعضاء فقط
desk-own = هذا المكتب
desk-fulfil = إعداد سجل يلبّي ذلك
key-by-voice = مقارنة المفتاح بالصوت
key-by-voice-not = ليس بعد
key-again = قارنوا كلماته من جديد، بالصوت أو وجهًا لوجه: تغيّر مفتاحه، أو مضت سنة.
settle-title = هذا المكتب معلّق
settle-unsettled = ينتهي التعليق من نفسه ما لم يحسمه سجل. إعادة قبوله ترفع التعليق، وإبقاؤه معلّقًا يجعله دائمًا.
settle-hint = إعادة قبوله تتيح له الإرسال والاستقبال من جديد، متى اكتملت التواقيع.
readmit-act = إعادة قبول { $name }
stay-act = إبقاء { $name } معلّقًا

# القواعد
rule-threshold = تواقيع المنسّقين اللازمة للسجل
rules-out = من لم يعد منسّقًا
rules-in = يعرض المكتب أن ينسّق من صفحة ملفه التعريفي. وفي صفحته ضمن هذه الشبكة الزر الذي يقبل ذلك.
rules-change = قواعد أخرى
rules-change-more = يعدّ هذا السجل التالي ويوقّعه عنكم. ويسري متى اكتملت التواقيع.
rules-draft = إعداد سجل بهذه القواعد
rule-number = يلزم هنا عدد صحيح.
rule-no-change = لن يتغيّر شيء: غيّروا عددًا أو ألصقوا مدونة سلوك أخرى.
code-digest = يسمّيها السجل بهذه البصمة (SHA-256):
code-none = ليس لهذه الشبكة مدونة سلوك بعد.
code-lacks = لا يبدو أن مدونة السلوك الجديدة تقول:
code-lacks-descriptions = ما المنتظر وما غير المقبول، مع أمثلة
code-lacks-reporting = من يُبلَّغ إذا خالفها أحد، وكيف
code-lacks-enforcement = ما الذي يحدث عندئذ
code-lacks-demarcation = على من تنطبق، وأين تنتهي
code-read = ألصقوا النص كاملًا بعد قراءته
code-read-hint = كل حرف مهم. لا يُقبل إلا النص الذي له هذه البصمة.
code-accept-act = يلتزم هذا المكتب بها
code-is-another = ليس هذا هو النص الذي يسمّيه السجل. كل حرف مهم، حتى نهاية السطر الأخير.
code-new = مدونة سلوك جديدة
code-new-hint = ألصقوا النص كاملًا. يأخذ السجل بصمته؛ وسلّموا النص نفسه إلى المكاتب لتقبله واحدًا بعد الآخر.
accepted-by = قبلتها
done-code = سيعلم كل الأعضاء أن هذا المكتب يلتزم بمدونة السلوك.

# المصادر
import-sources = ما ينشره الآخرون بانتظام يمكن طلبه وفق جدول زمني.
sources-title = المصادر
sources-lead = قوائم وتغذيات لجهات أخرى تطلبها هذه العقدة وفق جدول زمني.
sources-none = لا تسمّي الإعدادات أي مصدر.
sources-pace = لا يُطلب المصدر الواحد إلا كل خمس دقائق على الأكثر: هكذا يريد ناشره.
sources-by-analysts = من له صلاحية الكتابة والإرسال يمكنه طلب مصدر الآن.
sources-no-node = لا توجد عقدة تعمل خلف هذه الصفحات، فلا يمكن طلب أي مصدر من هنا.
sources-how = ماذا يحدث لما يصل
sources-how-kept = تُحفظ القوائم للبحث فيها أو للتنبيه، ولا تُشارَك أبدًا.
sources-how-drafts = ما يصير نشرة يبقى مسودة حتى ينظر فيه إنسان.
sources-how-named = تُسمّى المصادر على الجهاز نفسه، في إعداداته:
source-works = يعمل
source-fails = لا يعمل
source-not-asked = لم يُطلب بعد
source-asked = طُلب
source-worked = عمل آخر مرة
source-never-worked = لم يعمل قط
source-since = منذ
source-refused = { $n ->
    [zero] لم يُترك شيء
    [one] جزء واحد لم يؤخذ
    [two] جزآن لم يؤخذا
    [few] { $n } أجزاء لم تؤخذ
    [many] { $n } جزءًا لم تؤخذ
   *[other] { $n } جزء لم تؤخذ
}
source-unreachable = لا يمكن الوصول إلى خادمه، أو لا يعطي ما طُلب منه.
source-act = اطلبوه الآن
source-too-soon = طُلب قبل أقل من خمس دقائق، أو تنتظر طلبات كثيرة. حاولوا بعد قليل.
done-source = طُلب المصدر. والنتيجة مكتوبة أدناه.
done-source-under-way = يُطلب المصدر الآن، وقد يستغرق ذلك وقتًا. وستُكتب النتيجة هنا.

# عمليات سحب تنتظر شخصًا ثانيًا
hidden-title = { $n ->
    [zero] لا سحب ينتظر شخصًا ثانيًا
    [one] سحب واحد ينتظر شخصًا ثانيًا
    [two] عمليتا سحب تنتظران شخصًا ثانيًا
    [few] { $n } عمليات سحب تنتظر شخصًا ثانيًا
    [many] { $n } عملية سحب تنتظر شخصًا ثانيًا
   *[other] { $n } عملية سحب تنتظر شخصًا ثانيًا
}
hidden-more = سحب أحدهم الكثير دفعة واحدة، وهو مخفي في كل مكان منذ الآن. إن كان ذلك مقصودًا فأتلفوه الآن، وإلا فتحدثوا معه قبل انتهاء المهلة.
hidden-until = محفوظ حتى
hidden-act = { $n ->
    [zero] إتلافه الآن
    [one] إتلافه الآن
    [two] إتلافهما الآن
    [few] إتلافها كلها الآن ({ $n })
    [many] إتلافها كلها الآن ({ $n })
   *[other] إتلافها كلها الآن ({ $n })
}
hidden-others = { $n ->
    [zero] لا شيء مما سحبتموه مخفي.
    [one] عملية سحب واحدة لكم مخفية، وتنتظر شخصًا ثانيًا أو انتهاء مهلتها.
    [two] عمليتا سحب لكم مخفيتان، وتنتظران شخصًا ثانيًا أو انتهاء المهلة.
    [few] { $n } عمليات سحب لكم مخفية، وتنتظر شخصًا ثانيًا أو انتهاء المهلة.
    [many] { $n } عملية سحب لكم مخفية، وتنتظر شخصًا ثانيًا أو انتهاء المهلة.
   *[other] { $n } عملية سحب لكم مخفية، وتنتظر شخصًا ثانيًا أو انتهاء المهلة.
}
done-destroyed = أُتلف.
