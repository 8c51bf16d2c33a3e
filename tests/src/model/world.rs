//! What a world is made of: desks, bulletins, and the acts that may take place in it.

use fanal_protocol::Label;

use crate::simulation::ops::{Crooked, Lie};

/// What desks and the world do to each other. Every two of them meet in some world.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "each is what its name says")]
pub enum Act {
    Share,
    Relay,
    Relabel,
    Narrow,
    Withdraw,
    Expel,
    Admit,
    /// A node dies between two commits of a round, and starts again.
    Crash,
    /// A node returns to a copy of its disk.
    Restore,
    /// What a desk may have is carried to it on a stick, and read in some time later, or twice.
    Parcel,
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 10] = [
        Self::Share,
        Self::Relay,
        Self::Relabel,
        Self::Narrow,
        Self::Withdraw,
        Self::Expel,
        Self::Admit,
        Self::Crash,
        Self::Restore,
        Self::Parcel,
    ];
}

/// For whom a bulletin is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Whom {
    /// The network.
    All,
    /// A group.
    Group(&'static str),
    /// One desk.
    Desk(usize),
}

/// Label and audience.
pub type Marked = (Label, Whom);

/// A bulletin, and what may become of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Item {
    /// Whose it is.
    pub by: usize,
    /// How it is shared.
    pub first: Marked,
    /// What a relabelling makes of it.
    pub relabelled: Marked,
    /// What a narrowing makes of it.
    pub narrowed: Marked,
}

/// A small world.
#[derive(Clone, Copy, Debug)]
pub struct World {
    /// What meets here.
    pub name: &'static str,
    /// What may take place.
    pub acts: &'static [Act],
    /// What is shared.
    pub items: &'static [Item],
    /// Who runs a node; places in the federation's list of desks.
    pub desks: &'static [usize],
    /// Which of them is hostile.
    pub hostile: usize,
    /// Whom the coordinators put out.
    pub expelled: usize,
    /// Whose node dies, or comes back from a backup.
    pub fragile: usize,
    /// Who writes a parcel for whom.
    pub stick: (usize, usize),
    /// How the hostile desk lies about what it passes on.
    pub lies: &'static [Lie],
    /// What it signs that no honest desk would.
    pub crooked: &'static [Crooked],
    /// A desk remembers the digest of the last answer of each other, so that "nothing is new" is one
    /// line. It multiplies the states, so only some worlds have it.
    pub has_memory: bool,
    /// Who asks and who answers over a line on which time passes between the heads and the ranges.
    pub slow_line: Option<(usize, usize)>,
}

impl World {
    /// The same with one desk more, if there is room, and desks that remember.
    #[must_use]
    pub fn enlarged(mut self) -> Self {
        self.has_memory = true;
        if self.desks == [ABA, BOR, EVE] {
            self.desks = &[ABA, BOR, CUZ, EVE];
        }
        self
    }
}

/// An honest desk, the origin of most things; member of `river`.
pub const ABA: usize = 0;
/// An honest desk, where new rosters arrive first; member of `river` and `hill`.
pub const BOR: usize = 1;
/// A further desk; member of `river` and `hill`.
pub const CUZ: usize = 2;
/// The hostile desk; member of `hill`.
pub const EVE: usize = 4;
/// Waits to be admitted, into `river`.
pub const FAY: usize = 5;

/// GREEN for the network: what relays pass on.
pub const GREEN: Item = Item {
    by: ABA,
    first: (Label::Green, Whom::All),
    relabelled: (Label::Amber, Whom::Group("river")),
    narrowed: (Label::Green, Whom::Desk(BOR)),
};

/// AMBER for a group that the hostile desk is not in.
pub const AMBER: Item = Item {
    by: ABA,
    first: (Label::Amber, Whom::Group("river")),
    relabelled: (Label::Green, Whom::All),
    narrowed: (Label::Amber, Whom::Desk(BOR)),
};

/// AMBER that the hostile desk may have, and nobody may have from it.
pub const HELD: Item = Item {
    by: BOR,
    first: (Label::Amber, Whom::Group("hill")),
    relabelled: (Label::AmberStrict, Whom::Desk(ABA)),
    narrowed: (Label::Amber, Whom::Desk(ABA)),
};

/// GREEN of the hostile desk itself.
pub const THEIRS: Item = Item { by: EVE, ..GREEN };

/// What the rows of the tables have in common.
pub const PLAIN: World = World {
    name: "",
    acts: &[],
    items: &[GREEN],
    desks: &[ABA, BOR, EVE],
    hostile: EVE,
    expelled: EVE,
    fragile: BOR,
    stick: (ABA, BOR),
    lies: &[Lie::Withholds],
    crooked: &[],
    has_memory: false,
    slow_line: None,
};

use Act::{Admit, Crash, Expel, Narrow, Parcel, Relabel, Relay, Restore, Share, Withdraw};

/// The worlds that are exhausted. Each has three or four acts, so that every two acts meet in one.
pub const SMALL: &[World] = &[
    World {
        name: "a bulletin is relabelled and narrowed",
        acts: &[Share, Relay, Relabel, Narrow],
        desks: &[ABA, CUZ, EVE],
        ..PLAIN
    },
    World {
        name: "AMBER becomes GREEN, and is withdrawn",
        acts: &[Share, Relay, Relabel, Withdraw],
        items: &[AMBER],
        desks: &[ABA, BOR, CUZ, EVE],
        lies: &[Lie::Forges],
        ..PLAIN
    },
    World {
        name: "a bulletin becomes AMBER while a reader is put out",
        acts: &[Share, Relay, Relabel, Expel],
        desks: &[ABA, BOR, CUZ, EVE],
        lies: &[Lie::OldHeads],
        ..PLAIN
    },
    World {
        name: "AMBER becomes GREEN while a desk is admitted",
        acts: &[Share, Relay, Relabel, Admit],
        items: &[AMBER],
        desks: &[ABA, BOR, EVE, FAY],
        lies: &[Lie::RelaysAll],
        crooked: &[Crooked::WithoutConsent],
        ..PLAIN
    },
    World {
        name: "a node dies while a bulletin becomes AMBER",
        acts: &[Share, Relay, Relabel, Crash],
        desks: &[ABA, BOR, CUZ, EVE],
        lies: &[Lie::Hides],
        ..PLAIN
    },
    World {
        name: "a reader is restored while a bulletin becomes AMBER",
        acts: &[Share, Relay, Relabel, Restore],
        ..PLAIN
    },
    World {
        name: "a bulletin becomes AMBER while a parcel is under way",
        acts: &[Share, Relay, Relabel, Parcel],
        desks: &[ABA, BOR, CUZ, EVE],
        stick: (ABA, CUZ),
        lies: &[Lie::AltersCheckpoint],
        ..PLAIN
    },
    World {
        name: "a bulletin is narrowed, and withdrawn",
        acts: &[Share, Relay, Narrow, Withdraw],
        desks: &[ABA, BOR, CUZ, EVE],
        lies: &[Lie::Twice],
        ..PLAIN
    },
    World {
        name: "a bulletin is narrowed while a reader is put out",
        acts: &[Share, Relay, Narrow, Expel],
        desks: &[ABA, BOR, CUZ, EVE],
        lies: &[Lie::FalseTombstone],
        ..PLAIN
    },
    World {
        name: "a bulletin is narrowed while a desk is admitted",
        acts: &[Share, Relay, Narrow, Admit],
        items: &[GREEN],
        desks: &[ABA, BOR, EVE, FAY],
        ..PLAIN
    },
    World {
        name: "a node dies while a bulletin is narrowed",
        acts: &[Share, Relay, Narrow, Crash],
        desks: &[ABA, BOR, CUZ, EVE],
        fragile: CUZ,
        lies: &[Lie::WrongStream],
        ..PLAIN
    },
    World {
        name: "the origin is restored to before it narrowed",
        acts: &[Share, Relay, Narrow, Restore],
        fragile: ABA,
        ..PLAIN
    },
    World {
        name: "a bulletin is narrowed while a parcel is under way",
        acts: &[Share, Relay, Narrow, Parcel],
        desks: &[ABA, BOR, CUZ, EVE],
        stick: (BOR, CUZ),
        ..PLAIN
    },
    World {
        name: "a bulletin is withdrawn while a reader is put out",
        acts: &[Share, Relay, Withdraw, Expel],
        slow_line: Some((EVE, ABA)),
        ..PLAIN
    },
    World {
        name: "the origin is put out, and withdraws",
        acts: &[Share, Relay, Withdraw, Expel],
        desks: &[ABA, BOR, CUZ, EVE],
        expelled: ABA,
        ..PLAIN
    },
    World {
        name: "a bulletin is withdrawn while a desk is admitted",
        acts: &[Share, Relay, Withdraw, Admit],
        desks: &[ABA, BOR, EVE, FAY],
        ..PLAIN
    },
    World {
        name: "a node dies while a bulletin is withdrawn",
        acts: &[Share, Relay, Withdraw, Crash],
        lies: &[Lie::WrongAmount],
        has_memory: true,
        ..PLAIN
    },
    World {
        name: "the origin is restored to before it withdrew",
        acts: &[Share, Relay, Withdraw, Restore],
        fragile: ABA,
        ..PLAIN
    },
    World {
        name: "a reader is restored to before it purged",
        acts: &[Share, Relay, Withdraw, Restore],
        lies: &[Lie::RelaysAll],
        ..PLAIN
    },
    World {
        name: "a bulletin is withdrawn while a parcel is under way",
        acts: &[Share, Relay, Withdraw, Parcel],
        items: &[GREEN, AMBER],
        stick: (ABA, BOR),
        ..PLAIN
    },
    World {
        name: "one desk is put out and another admitted",
        acts: &[Share, Relay, Expel, Admit],
        desks: &[ABA, BOR, EVE, FAY],
        slow_line: Some((EVE, BOR)),
        ..PLAIN
    },
    World {
        name: "a node dies while a desk with two histories is put out",
        acts: &[Share, Relay, Expel, Crash],
        items: &[THEIRS],
        crooked: &[Crooked::Fork],
        ..PLAIN
    },
    World {
        name: "a node is restored to before a desk was put out",
        acts: &[Share, Relay, Expel, Restore],
        items: &[GREEN, THEIRS],
        fragile: ABA,
        ..PLAIN
    },
    World {
        name: "a desk that was put out hands in a parcel",
        acts: &[Share, Relay, Expel, Parcel],
        items: &[THEIRS],
        stick: (EVE, BOR),
        crooked: &[Crooked::WrongStream(Label::Amber)],
        ..PLAIN
    },
    World {
        name: "a desk that was put out takes back by parcel",
        acts: &[Share, Withdraw, Expel, Parcel],
        expelled: ABA,
        stick: (ABA, BOR),
        ..PLAIN
    },
    World {
        name: "what a desk that was put out holds is taken back by parcel",
        acts: &[Share, Withdraw, Expel, Parcel],
        items: &[AMBER],
        desks: &[ABA, BOR, CUZ, EVE],
        expelled: CUZ,
        stick: (ABA, CUZ),
        lies: &[],
        ..PLAIN
    },
    World {
        name: "a node dies while a desk is admitted",
        acts: &[Share, Relay, Admit, Crash],
        items: &[GREEN, AMBER],
        desks: &[ABA, BOR, EVE, FAY],
        fragile: FAY,
        lies: &[Lie::Impersonates],
        ..PLAIN
    },
    World {
        name: "a node is restored to before a desk was admitted",
        acts: &[Share, Relay, Admit, Restore],
        desks: &[ABA, BOR, EVE, FAY],
        fragile: ABA,
        lies: &[],
        ..PLAIN
    },
    World {
        name: "a parcel waits for a desk to be admitted",
        acts: &[Share, Relay, Admit, Parcel],
        items: &[GREEN, AMBER],
        desks: &[ABA, BOR, EVE, FAY],
        stick: (ABA, FAY),
        crooked: &[Crooked::Launders],
        ..PLAIN
    },
    World {
        name: "a node dies and is restored",
        acts: &[Share, Relay, Crash, Restore],
        items: &[GREEN, HELD],
        lies: &[Lie::RelaysAll],
        ..PLAIN
    },
    World {
        name: "a node dies over a parcel and lower revisions",
        acts: &[Share, Relay, Crash, Parcel],
        crooked: &[Crooked::LowerRevision],
        ..PLAIN
    },
    World {
        name: "a restored desk reads a parcel",
        acts: &[Share, Relay, Restore, Parcel],
        items: &[GREEN, HELD],
        crooked: &[Crooked::StrangeKey],
        ..PLAIN
    },
];
