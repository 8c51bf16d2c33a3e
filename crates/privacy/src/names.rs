//! Given names that many people bear, where a script has no capitals to tell a name from a word. They
//! are only asked for beside a word for a device or a person.

/// Folded, as [`crate::fold`] reads them.
const ARABIC: &str = "ساره فاطمه هدي رنا مني ليلي مريم نور عايشه زينب خديجه امل سعاد نادين رانيا دينا ياسمين سلمي اسماء \
ايمان هند لينا نسرين سميره ندي رشا شيماء ريم رهف دعاء هاجر حنان نجلاء وفاء سناء سهام غاده لمي لميس ميساء جميله فدوي \
كريمه نعيمه لطيفه سلوي عبير هبه اميره بسمه شهد جنا تالا لبني منال ميادين علياء عبله سحر صفاء رباب زهره زهراء امينه \
حفصه حليمه رقيه سميه صفيه كوثر مروه محمد احمد علي حسن حسين عمر خالد يوسف ابراهيم محمود مصطفي عبدالله عبدالرحمن سعيد \
كريم طارق وليد سامي رامي هاني زياد فادي باسل بلال حمزه سليمان داود عيسي موسي هشام ناصر ماجد فهد سلطان فيصل سعد \
انس اياد ايمن جمال جابر جهاد رشيد سفيان عادل عماد غسان فراس قاسم لوي مازن مروان منذر نبيل نزار وسيم ياسر يحيي يونس";

/// Is this folded word one of them?
pub(crate) fn is_arabic_name(word: &str) -> bool {
    let plain: String = word
        .chars()
        .filter(|c| !crate::fold::is_ornament(*c))
        .collect();
    ARABIC.split_whitespace().any(|name| name == plain)
}

/// Words that begin with a capital, stand where a name would, and name nobody.
const NOBODY: &[&str] = &[
    "apple",
    "google",
    "samsung",
    "huawei",
    "xiaomi",
    "microsoft",
    "amazon",
    "nokia",
    "sony",
    "motorola",
    "victim",
    "user",
    "target",
    "owner",
    "customer",
    "client",
    "admin",
    "administrator",
    "it",
    "that",
    "what",
    "let",
    "here",
    "there",
    "who",
    "attacker",
    "operator",
    "company",
    "vendor",
    "today",
    "everyone",
    "one",
    "the",
    "this",
    "web",
    "robot",
    "monsieur",
    "madame",
    "president",
    "ministre",
    "minister",
    "usuario",
    "usuaria",
    "victima",
    "victime",
    "utilisateur",
    "utilisatrice",
    "test",
    "prueba",
    "facebook",
    "whatsapp",
    "signal",
    "telegram",
    "android",
    "ios",
    "nobody",
    "someone",
    "people",
    "women",
    "men",
    "journalist",
    "activist",
    "presidente",
    "estudio",
    "bureau",
];

/// Does this word name nobody?
pub(crate) fn is_nobody(word: &str) -> bool {
    let small = word.to_lowercase();
    NOBODY.contains(&small.as_str())
}
