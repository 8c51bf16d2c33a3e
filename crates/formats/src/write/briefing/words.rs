//! The words of a briefing, in four languages.

use fanal_protocol::Label;

pub(super) struct Words {
    pub(super) lang: &'static str,
    pub(super) direction: &'static str,
    pub(super) what_happened: &'static str,
    pub(super) what_to_look_for: &'static str,
    pub(super) do_not_open: &'static str,
    pub(super) careful: &'static str,
    pub(super) may_alert: &'static str,
    pub(super) also_please: &'static str,
    pub(super) who_helps: &'static str,
    pub(super) passing_on: &'static str,
    clear: &'static str,
    green: &'static str,
    amber: &'static str,
}

impl Words {
    /// How far a person may pass a sheet of this label on; what is on no sheet may go nowhere.
    pub(super) const fn may_pass(&self, label: Label) -> &'static str {
        match label {
            Label::Clear => self.clear,
            Label::Green => self.green,
            Label::Amber | Label::AmberStrict | Label::Red => self.amber,
        }
    }
}

/// The words of the language, or of English.
pub(super) fn words(lang: &str) -> &'static Words {
    let primary = lang.split('-').next().unwrap_or_default();
    let of = |words: &&&'static Words| words.lang.eq_ignore_ascii_case(primary);
    ALL.iter().find(of).copied().unwrap_or(&ENGLISH)
}

static ALL: [&Words; 4] = [&ENGLISH, &FRENCH, &SPANISH, &ARABIC];

static ENGLISH: Words = Words {
    lang: "en",
    direction: "ltr",
    what_happened: "What happened",
    what_to_look_for: "What to look for",
    do_not_open: "Written so that it is no link. Do not open these addresses, and do not type them in.",
    careful: "Be careful",
    may_alert: "Blocking or removing this could warn the person behind it. Speak with your help desk first.",
    also_please: "Also please",
    who_helps: "Who helps you",
    passing_on: "Passing this on",
    clear: "You may pass this on to anybody.",
    green: "You may pass this on to people you trust in your community. Do not put it on the internet.",
    amber: "This is for you, because you need it to protect yourself. Please do not pass it on.",
};

static FRENCH: Words = Words {
    lang: "fr",
    direction: "ltr",
    what_happened: "Ce qui s’est passé",
    what_to_look_for: "Ce qu’il faut chercher",
    do_not_open: "Écrit de façon à ne pas être un lien. N’ouvrez pas ces adresses et ne les saisissez pas.",
    careful: "Attention",
    may_alert: "Bloquer ou supprimer ceci pourrait avertir la personne qui est derrière. Parlez-en d’abord à votre centre d’assistance.",
    also_please: "Merci aussi de",
    who_helps: "Qui vous aide",
    passing_on: "Transmettre ce document",
    clear: "Vous pouvez le transmettre à tout le monde.",
    green: "Vous pouvez le transmettre à des personnes de confiance de votre communauté. Ne le mettez pas sur internet.",
    amber: "Ce document est pour vous, parce que vous en avez besoin pour vous protéger. Merci de ne pas le transmettre.",
};

static SPANISH: Words = Words {
    lang: "es",
    direction: "ltr",
    what_happened: "Qué pasó",
    what_to_look_for: "Qué hay que buscar",
    do_not_open: "Está escrito de modo que no es un enlace. No abra estas direcciones ni las escriba en el navegador.",
    careful: "Cuidado",
    may_alert: "Bloquear o borrar esto podría poner sobre aviso a la persona que está detrás. Hable antes con su centro de ayuda.",
    also_please: "Además, por favor",
    who_helps: "Quién le ayuda",
    passing_on: "Compartir este documento",
    clear: "Puede compartirlo con cualquiera.",
    green: "Puede compartirlo con personas de confianza de su comunidad. No lo publique en internet.",
    amber: "Esto es para usted, porque lo necesita para protegerse. Por favor, no lo comparta.",
};

static ARABIC: Words = Words {
    lang: "ar",
    direction: "rtl",
    what_happened: "ماذا حدث",
    what_to_look_for: "عمّ ينبغي البحث",
    do_not_open: "كُتبت العناوين بحيث لا تكون روابط. لا تفتحوها ولا تكتبوها في المتصفح.",
    careful: "انتبهوا",
    may_alert: "قد ينبّه حجبُ هذا أو حذفُه من يقف وراءه. تحدثوا أولًا مع مكتب المساعدة.",
    also_please: "ويُرجى أيضًا",
    who_helps: "من يساعدكم",
    passing_on: "مشاركة هذه الورقة",
    clear: "يمكنكم مشاركتها مع أي شخص.",
    green: "يمكنكم مشاركتها مع من تثقون بهم في مجتمعكم. لا تنشروها على الإنترنت.",
    amber: "هذه الورقة لكم لأنكم تحتاجون إليها لحماية أنفسكم. يُرجى عدم مشاركتها.",
};
