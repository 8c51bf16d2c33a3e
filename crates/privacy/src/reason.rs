//! Why something was found, in one word, and how much it weighs.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How long a finding holds a bulletin back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// It is shown, and holds nothing back.
    Hint,
    /// It is shown, and answered before anything becomes public.
    BeforeClear,
    /// It is answered before anything leaves the desk.
    Always,
}

macro_rules! reasons {
    ($($(#[doc = $doc:literal])* $name:ident = $word:literal, $weight:ident, $looks:literal;)+) => {
        /// What something looks like. The words are stable: people answer findings by them.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Reason {
            $($(#[doc = $doc])* $name,)+
        }

        impl Reason {
            /// All, the most telling first: where several meet in one place, the first is kept.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The stable word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// How long it holds a bulletin back. [PRV-3]
            pub const fn weight(self) -> Weight {
                match self { $(Self::$name => Weight::$weight,)+ }
            }

            /// May it become public only after a second person said, too, why it stays? It tells whoever made it who
            /// reported. [PRV-16]
            pub const fn needs_second_answer(self) -> bool {
                matches!(self, Self::OneTimeLink | Self::SeenOnce)
            }

            /// What it looks like, in words.
            pub const fn looks_like(self) -> &'static str {
                match self { $(Self::$name => $looks,)+ }
            }
        }
    };
}

reasons! {
    /// One of the desk's own protected words.
    ProtectedWord = "protected_word", Always, "a protected word of this desk";
    /// A link with an address of a person in it, readable or in base64.
    AddressInLink = "address_in_link", Always, "a link with somebody's e-mail address in it";
    /// A link with a telephone number of a person in it.
    PhoneInLink = "phone_in_link", Always, "a link with somebody's telephone number in it";
    /// An e-mail address.
    Email = "email", Always, "an e-mail address";
    /// A link into a closed group.
    Invite = "invite", Always, "an invitation to a group or a call";
    /// A link to a person's page.
    Profile = "profile", Always, "a link to a person's page";
    /// A name on a messenger or a social network.
    Handle = "handle", Always, "a name on a messenger or a social network";
    /// IBAN.
    BankAccount = "bank_account", Always, "a bank account (IBAN)";
    /// The number of a payment card.
    CardNumber = "card_number", Always, "the number of a payment card";
    /// IMEI, IMSI, ICCID, UDID, a serial number.
    DeviceNumber = "device_number", Always, "the number of a device or a SIM";
    /// A MAC address.
    HardwareAddress = "hardware_address", Always, "the hardware address of a device";
    /// A number that a state gives a person.
    IdentityNumber = "identity_number", Always, "an identity number";
    /// A point on the map.
    Coordinates = "coordinates", Always, "a point on the map";
    /// An address that means something in one house only.
    PrivateAddress = "private_address", BeforeClear, "an address inside somebody's network";
    /// A telephone number.
    Phone = "phone", Always, "a telephone number";
    /// A place with street and number.
    StreetAddress = "street_address", Always, "a street and number";
    /// A day of birth.
    BirthDate = "birth_date", Always, "a day of birth";
    /// A path with the name of whoever works there.
    UserPath = "user_path", Always, "a path with a user's name";
    /// A device called by its owner's name.
    DeviceName = "device_name", Always, "a device with its owner's name";
    /// A person called by name.
    PersonName = "person_name", Always, "a person's name";
    /// The desk's number for a person's case.
    CaseNumber = "case_number", Always, "a case number";
    /// The head of an e-mail.
    MailHeaders = "mail_headers", Always, "the head of an e-mail";
    /// Lines of a chat.
    Conversation = "conversation", Always, "lines of a conversation";
    /// A link through a shortener, which counts who clicks.
    ShortLink = "short_link", BeforeClear, "a short link: whoever made it sees who opens it";
    /// A link that was made for one person.
    OneTimeLink = "one_time_link", Always, "a link that looks made for one person (a long random part)";
    /// A value that a person of the desk says was seen at one person only.
    SeenOnce = "seen_once", BeforeClear, "seen at one person only: whoever sent it knows to whom";
    /// Characters that nobody sees.
    HiddenCharacters = "hidden_characters", Always, "characters that nobody sees";
    /// Letters that look like others.
    LookAlike = "look_alike", BeforeClear, "a word of mixed scripts";
    /// A few people, a place and a time.
    GroupPlaceTime = "group_place_time", BeforeClear, "a few people with a place and a time: somebody knows who";
    /// A moment finer than a day.
    FineTime = "fine_time", BeforeClear, "a time finer than a day";
    /// A place finer than a country.
    FinePlace = "fine_place", BeforeClear, "a place finer than a country";
    /// A site that people need, or that a warning list names.
    CommonSite = "common_site", Hint, "a site that people need: is it the attacker's?";
    /// Words that blame whom it was done to.
    Blaming = "blaming", Hint, "words that blame whom it was done to";
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A word that is no [`Reason`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownReason(pub String);

impl fmt::Display for UnknownReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no reason of the privacy check", self.0)
    }
}

impl std::error::Error for UnknownReason {}

impl FromStr for Reason {
    type Err = UnknownReason;

    fn from_str(word: &str) -> Result<Self, UnknownReason> {
        let found = Self::ALL.iter().find(|reason| reason.as_str() == word);
        found.copied().ok_or_else(|| UnknownReason(word.to_owned()))
    }
}
