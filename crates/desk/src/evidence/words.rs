//! The words of the sheet that lies beside the file, in four languages.

/// What stands before each fact, and the two paragraphs below them.
pub(super) struct Words {
    lang: &'static str,
    pub(super) title: &'static str,
    pub(super) bulletin: &'static str,
    pub(super) label: &'static str,
    pub(super) digest: &'static str,
    pub(super) signed: &'static str,
    pub(super) place: &'static str,
    pub(super) network: &'static str,
    pub(super) roster: &'static str,
    pub(super) made: &'static str,
    pub(super) check: &'static str,
    pub(super) limits: &'static str,
}

/// The words of the language, or of English.
pub(super) fn words(lang: &str) -> &'static Words {
    let mut all = ALL.iter().copied();
    all.find(|words| words.lang == lang).unwrap_or(&ENGLISH)
}

static ALL: [&Words; 4] = [&ENGLISH, &FRENCH, &SPANISH, &ARABIC];

static ENGLISH: Words = Words {
    lang: "en",
    title: "Evidence: cover sheet",
    bulletin: "Bulletin",
    label: "Label",
    digest: "Digest (SHA-256)",
    signed: "Signed by",
    place: "Entry in the log of that desk",
    network: "Network",
    roster: "Roster in force",
    made: "Made by",
    check: "How to check it: `fanal verify evidence.json` says whose signature the statement bears, whether a byte was changed, and that it stands at this place of the desk's log. It asks no network. Compare the id of the network with one that you had from elsewhere.",
    limits: "It proves who signed these bytes, that they are unchanged, and that the desk had them in its log when it signed the head. It does not prove that what they say is true. Its origin may still take the bulletin back: then keep this only if you may.",
};

static FRENCH: Words = Words {
    lang: "fr",
    title: "Preuve : page de garde",
    bulletin: "Bulletin",
    label: "Étiquette",
    digest: "Empreinte (SHA-256)",
    signed: "Signé par",
    place: "Entrée dans le journal de ce centre",
    network: "Réseau",
    roster: "Registre en vigueur",
    made: "Établi par",
    check: "Pour vérifier : « fanal verify evidence.json » dit de qui est la signature, si un octet a changé, et que l’entrée est bien à cette place du journal du centre. Il n’interroge aucun réseau. Comparez l’identifiant du réseau avec celui que vous tenez d’ailleurs.",
    limits: "Cela prouve qui a signé ces octets, qu’ils sont inchangés, et que le centre les avait dans son journal quand il en a signé la tête. Cela ne prouve pas que ce qu’ils disent est vrai. L’origine peut encore retirer le bulletin : ne gardez alors ceci que si vous en avez le droit.",
};

static SPANISH: Words = Words {
    lang: "es",
    title: "Prueba: portada",
    bulletin: "Boletín",
    label: "Etiqueta",
    digest: "Huella (SHA-256)",
    signed: "Firmado por",
    place: "Entrada en el diario de ese centro",
    network: "Red",
    roster: "Registro en vigor",
    made: "Hecho por",
    check: "Cómo comprobarlo: «fanal verify evidence.json» dice de quién es la firma, si cambió algún byte, y que la entrada está en ese lugar del diario del centro. No consulta ninguna red. Compare el identificador de la red con uno que tenga por otra vía.",
    limits: "Prueba quién firmó estos bytes, que no han cambiado y que el centro los tenía en su diario cuando firmó la cabeza. No prueba que lo que dicen sea verdad. Su origen todavía puede retirar el boletín: entonces guárdelo solo si tiene derecho a hacerlo.",
};

static ARABIC: Words = Words {
    lang: "ar",
    title: "دليل: صفحة الغلاف",
    bulletin: "النشرة",
    label: "الوسم",
    digest: "البصمة (SHA-256)",
    signed: "وقّعها",
    place: "مدخل في سجل ذلك المكتب",
    network: "الشبكة",
    roster: "السجل الساري",
    made: "أعدّها",
    check: "للتحقق: يقول الأمر «fanal verify evidence.json» لمن التوقيع، وهل تغيّر شيء، وأن المدخل في هذا الموضع من سجل المكتب. لا يسأل أي شبكة. قارنوا معرّف الشبكة بمعرّف حصلتم عليه من طريق آخر.",
    limits: "يثبت هذا من وقّع هذه البيانات، وأنها لم تتغير، وأن المكتب كان يحتفظ بها في سجله حين وقّع رأسه. ولا يثبت أن ما تقوله صحيح. وقد يسحب مصدرها النشرة لاحقًا: فلا تحتفظوا بهذا عندئذ إلا إن كان ذلك من حقكم.",
};
