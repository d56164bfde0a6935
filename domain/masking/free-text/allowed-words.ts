/**
 * Words with a capital that name no person of the record. Lists of people who gave their name to a disease, sign, score or
 * device (https://en.wikipedia.org/wiki/List_of_eponymously_named_diseases), of drugs by brand, of organizations and studies.
 */
/** Words of a text, as blanks and lines part them. */
export const wordSet = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Names in medicine. Alone they are no person; behind a title or a given name they may be. */
export const eponyms = wordSet(`
  abelson achilles adams addison adson albright alport alzheimer alzheimers apert apgar aphasia arnold arthus asherman asperger
  aspergers auspitz austin babinski bacillus bainbridge baker ballard bankart barlow barr barre barrett barretts barthel bartholin
  bartter basedow battle beck becker beers behcet bell bence benedict berger beth bickerstaff bishop blalock bloom blumberg
  boerhaave bouchard bowen bowman braden bragg braun brig broca brodie brown brudzinski brugada brugia budd buerger burkitt
  caesarean cajal caroli carpenter castleman celsius chaddock chagas charcot chediak cheyne chiari child chvostek claude
  cobb coombs conn cori cornell cowden coxsackie crigler creutzfeldt crohn crohns cronkhite cullen curling cushing cushings
  dandy danlos darier deaver delphian descemet devic diego digeorge dix doppler down downs dressler duane dubin duchenne duffy
  duke dukes dupuytren dupuytrens ebstein edwards ehlers eisenmenger epstein epworth erb escherichia eustachian ewing ewings
  fabry fahrenheit fallot fallopian fanconi felty ferriman fick fitz fleischner foley fontan forrester fournier framingham
  freidreich friedreich fuchs galeazzi gallavardin gallwey gardner garfield gaucher gehrig gerstmann ghent gilbert gilberts
  gilles gillick glasgow gleason goldman goodpasture goodpastures gower gowers graves gram greig grey guillain gunn guthrie
  hallpike hamilton hansen hartmann hartnup hashimoto hashimotos hawkins heberden heimlich heinz heller henle henoch hering
  hippel hirschsprung hodgkin hodgkins hoffman hoffmann holter homan homans horner horners huntington huntingtons hurler
  hutchinson ivor jakob jadassohn janeway janus jarisch johnson jones kaplan kaposi karnofsky kartagener kawasaki kegel keith
  kellgren kernig kidd killian kimmelstiel kleihauer klinefelter klumpke koch kocher koplik korsakoff krukenberg kugelberg
  kussmaul kupffer kveim lachman laennec lambert landau langerhans lawrence leber legg legionnaire legionnaires leigh lennox leopold
  leriche lesch lewis lewy lhermitte li liddle likert lindau lisfranc loeffler lou louis ludwig lund luschka lyme lynch
  maisonneuve mallory mantoux marburg marcus marfan marfans maslach mayer mcardle mcburney mcburneys mccune mcgill mcmurray meckel
  meier meigs mendelson menetrier meniere menieres menkes merkel miller minnesota mirizzi mobitz moebius mohs monro montreal
  moro morton moyamoya muller munchausen munro murphy murphys myerson nash neisseria nelson nightingale niemann nissen noonan
  norwalk ogilvie oppenheim ortolani osgood osler owren paget pagets pancoast papanicolaou parkinson parkinsonian parkinsons
  parkland patau pearson pelizaeus perthes peutz peyer peyronie peyronies phalen phelan philadelphia pick pickwickian pierini
  plummer  pompe potts pott prader pringle prinzmetal purkinje quervain quincke ramsay ranson rapoport raynaud raynauds refsum reiter
  rett reye riedel rinne robertson robin robinson roland rolando romberg rorschach roth rotor roux rovsing sach sachs salter
  schatzki schiller schilling schirmer schlatter schlemm schober schwann schwartz seldinger sengstaken sever sezary sheehan
  shiga shirodkar shone sims sipple sjogren sjogrens skene smith snellen sonnenberg spearman spurling starling steinert stein
  stevens still stokes strep sturge swan sydenham sylvius syme tanner takayasu takotsubo tay tensilon thomas thompson tietze tinel todd torsades
  tourette tourettes trendelenburg treponema trousseau turcot turner turners tzanck usher valsalva vater velcro venn vincent virchow
  volkmann waldenstrom wallenberg wada warthin waterhouse weber wegener wegeners weil wells wenckebach werner wernicke wernickes
  whipple whipples willebrand williams wilms wilson wilsons winter wiskott wolff wood yersinia zenker zollinger zone zung rankin braden norton morse katz tinetti ashworth borg zubrod hoehn yahr waterlow
  forrest rockall maddrey balthazar fugl conners hachinski sokolow salter harris monteggia
  colles barton bennett kaschin sequard jaccoud forestier lefort gastaut
  mooren kayser fleischer vogt koyanagi soemmering harada foster kennedy kearns sayre schmorl kienbock pellegrini stieda eaton
  scheie friderichsen clutton brill scheinker marchiafava micheli bazett fridericia cockcroft gault
`);

/** Clinical eponyms of two words that would be a person's whole name. */
export const eponymPhrases: ReadonlySet<string> = new Set([
  'lou gehrig',
  'bence jones',
  'ramsay hunt',
  'austin flint',
  'charles bonnet',
  'marcus gunn',
  'christmas disease',
  'ivor lewis',
  'von willebrand',
  'von hippel',
  'stevens johnson',
  'cheyne stokes',
  'child pugh',
  'carey coombs',
  'graham steell',
  'mallory weiss',
  'wolff parkinson',
  'parkinson white',
  'prader willi',
  'dix hallpike',
  'jolly test',
  'grey turner',
  'gilles de la tourette',
  'sister mary joseph',
  'beck depression',
  'karl fischer',
  'medicare part',
  'gram stain',
  'down syndrome',
  'kaplan meier',
  'papa smear',
  'swan ganz',
  'foley catheter',
  'joint commission',
  'mary jane',
  'virginia opossum',
  'baker act',
  'blue cross',
  'blue shield',
  'kaiser permanente',
  'mayo score',
  'norton scale',
  'glasgow coma',
  'montreal cognitive',
  'johnson johnson',
]);

/** Drugs by brand, and by names whose ending does not tell. */
export const drugs = wordSet(`
  abilify accutane actos adalimumab adderall advair advil afrin aggrenox albuterol aldactone aleve allegra altace amaryl ambien
  amlodipine amoxicillin apixaban aricept arimidex aspirin atacand atarax ativan atorvastatin atrovent augmentin avandia avapro
  avastin avodart azithromycin bactrim benadryl benicar benzos biktarvy botox brilinta bumex buspar buspirone bystolic calan
  carbidopa cardizem cardura carvedilol catapres celebrex celexa cellcept chantix cialis cipro claritin clexane clomid
  clonazepam clonidine clopidogrel clozaril cogentin colace combivent compazine concerta copaxone coreg coumadin cozaar crestor
  cymbalta cytoxan dapsone decadron deltasone demerol depakote depo desyrel dexamethasone dexcom diflucan digoxin dilantin dilaudid
  diltiazem diovan ditropan donepezil doxycycline duloxetine duoneb duragesic dulcolax effexor elavil eliquis emgality enbrel
  entresto entyvio epipen epogen epo eprex escitalopram evista exelon famotidine farxiga feraheme fioricet flagyl flexeril flomax
  flonase florastor flovent fosamax freestyle furosemide gabapentin gardasil geodon gleevec glipizide glucophage glucotrol glyburide
  haldol heparin herceptin humalog humira humulin hydralazine hydrocodone hytrin hyzaar ibrance ibuprofen imdur imitrex imodium imuran
  inderal insulin invokana isordil januvia jardiance jevity kenalog keppra keflex keytruda klonopin klor labetalol lactulose lamictal
  lamotrigine lanoxin lantus lasix latuda letrozole levaquin levemir levothyroxine levoxyl lexapro lidocaine linzess lipitor
  lisinopril lithium lomotil lopressor lortab losartan lovenox lunesta lyrica macrobid maxalt maxzide medrol meloxicam metamucil
  metformin methadone methotrexate metoprolol mevacor micardis microzide miralax mirena mobic moderna montelukast morphine motrin
  mounjaro mucinex mucomyst namenda naprosyn naproxen narcan nasonex neulasta neupogen neurontin nexium niaspan nicorette nifedipine
  nitro nitroglycerin norco normodyne norvasc novolin novolog nucala nuplazid nystatin ocrevus olanzapine omeprazole omnipaque ondansetron
  opdivo orencia oxycodone oxycontin ozempic pamelor pantoprazole paracetamol paxil paxlovid pepcid pepto percocet pfizer phenergan
  phenytoin plaquenil plavix pneumovax pradaxa pravachol precose prednisone premarin prevacid prevnar prilosec prinivil pristiq proair procardia
  procrit prograf prolia propofol proscar protonix provera provigil prozac pulmicort quetiapine ranexa ranolazine reglan relafen
  remeron remicade renvela repatha requip restoril rifampin risperdal ritalin rituxan robaxin rocephin rybelsus sacubitril saxenda
  senna senokot septra serevent seroquel sertraline shingrix sinemet singulair skyrizi soma spiriva stelara sublimaze suboxone
  sudafed symbicort synthroid tamiflu tamoxifen tamsulosin tapazole tdap tegretol tenormin tessalon thorazine tofranil topamax toprol
  toradol toujeo tradjenta tramadol trazodone trelegy tresiba tricor trulicity tums tylenol ultram valacyclovir valium valsartan
  valtrex vancomycin vasotec venlafaxine ventolin verapamil vesicare viagra vicodin victoza viibryd voltaren vyvanse warfarin wegovy
  wellbutrin xanax xarelto xeljanz xolair zantac zarontin zaroxolyn zestoretic zestril zetia ziac zithromax zocor zofran
  zoloft zometa zostavax zosyn zovirax zyloprim zyprexa zyrtec spironolactone amiodarone allopurinol hydrochlorothiazide
  empagliflozin semaglutide liraglutide levetiracetam topiramate mirtazapine bupropion fluoxetine paroxetine citalopram
  rivaroxaban dabigatran enoxaparin ticagrelor prasugrel ezetimibe simvastatin rosuvastatin pravastatin ramipril enalapril
  cephalexin ceftriaxone cefazolin cefepime piperacillin tazobactam meropenem ciprofloxacin levofloxacin metronidazole
  acetaminophen hydromorphone fentanyl ketorolac cyclobenzaprine baclofen tizanidine prednisolone hydrocortisone fluticasone
  budesonide tiotropium ipratropium cetirizine loratadine diphenhydramine doxorubicin cisplatin carboplatin paclitaxel
`);

/** Endings of international nonproprietary names that no name of a person has (https://www.who.int/teams/health-product-and-policy-standards/inn/stembook). */
export const drugEnding =
  /(?:olol|pril|prilat|sartan|statin|azole|azoles|mycin|cillin|floxacin|cycline|zumab|ximab|umab|tinib|ciclib|gliptin|gliflozin|glutide|parin|xaban|dipine|thiazide|oxetine|afil|setron|tidine|prazole|triptan|azepam|zolam|barbital|caine|dronate|lukast|penem|vudine|navir|buvir|ciclovir|conazole|sulfa|semide|profen|coxib|cetam|gabalin)$/;

/** Endings of medicine: of diseases, operations, tests and salts. */
export const clinicalEnding =
  /(?:itis|osis|oma|omas|emia|aemia|pathy|pathies|ectomy|plasty|scopy|algia|uria|penia|plegia|trophy|graphy|gram|grams|lysis|ostomy|otomy|esis|rrhea|phobia|philia|chloride|sulfate|phosphate|acetate|nitrate|bromide|tartrate|succinate|maleate|itic|otic|emic|pathic)$/;

/** Beginnings that medicine puts before a word, and before a hyphen. */
export const clinicalBeginning =
  /^(?:anti|auto|bi|cardio|cerebro|co|cranio|cysto|dermato|electro|endo|entero|extra|fibro|gastro|hemato|hemo|hepato|hydro|hyper|hypo|immuno|infra|inter|intra|iso|lympho|macro|mega|meta|micro|mono|multi|myco|myelo|myo|neo|nephro|neuro|non|onco|osteo|oto|over|para|peri|pneumo|poly|post|pre|pseudo|psycho|pyelo|radio|re|retro|semi|sub|super|supra|tele|thermo|thrombo|trans|ultra|un|under|uro|vaso|veno)/;

/** Organizations, studies, tests, peoples and languages: written with a capital, of nobody. */
export const properWords = wordSet(`
  african american americans asian caucasian hispanic latino latina latinx european arabic arab spanish english french german
  chinese japanese korean vietnamese russian italian portuguese polish hindi indian mexican jewish muslim christian catholic
  jehovah islamic hindu buddhist protestant native pacific islander alaskan hawaiian amish ashkenazi mediterranean western eastern
  medicare medicaid tricare aetna cigna humana medstream pubmed cochrane medline joint commission
  aristotle gusto isis dapa emperor paradigm impact allhat accord sprint rely rocket hope shift topcat odyssey fourier
  fitbit iphone facetime zoom epic cerner mychart uber google apple android
  covid sars mers ebola zika influenza haemophilus staphylococcus streptococcus klebsiella pseudomonas enterococcus candida
  aspergillus acinetobacter bordetella borrelia brucella campylobacter chlamydia clostridioides clostridium cryptococcus enterobacter
  giardia helicobacter legionella listeria mycobacterium mycoplasma pneumocystis proteus rickettsia salmonella serratia shigella
  babesia acanthamoeba ehrlichia wuchereria demodex pediculus enterobacterales adem boutonniere nile toxoplasma trichomonas vibrio varicella herpes
  fax voicemail biopsy ambulates ambulate naloxone telehealth moca portal login account
  website online email internet wifi app inc llc ltd corp
  roman greek latin bluetooth velcro teflon kevlar gore-tex vaseline listerine gatorade ensure boost pedialyte glucerna
  vasc bled afib aflutter hgb hct plt wbc rbc bun cr na hpi ros pmh psh fh sh pe abd ext neuro cv resp gu gi msk heent dx tx hx sx rx
  dtap medrec er ed icu ok tv
  monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december
  mr mrs ms miss dr prof sr jr md do rn np pa phd dds pharmd psyd mbbs
`);

/** Words of English that some language gives as a name, and that are none in an English text. */
export const neverNames = wordSet(`
  a about after all also am among an and any are  as at bar be been before best but by can come could dam dare day des did die
  dies do does dose due el else en er even fall for from gal gala go good grams gun guy ha had hang has have he her here him his hold hope
  hung i if in into is it its just la lay lean long lot low ma make man many mare mares   mat mats may me  mild more most mr
  much my name nil nine no non nor not note now of off on one or oral other our out over own pain pace pal pan pap  pe per pie
  pin pink pit pole post pour pre price pt pun put rash rate raven re red rest rib right rim rise rut said same sane save say see seen
  self sent set sever she should sin since sip sit site skin so some son soon spine stale stop such sun tag take tan tar tea ten than
  that the their them then there these they this those through tit to today tone tong top toy tremor try tub tuba two under unique up us use
  valid vital wage walk wan wane was we week weight well were west wet what when where which white who why will with wit would yak
  yen yes yet yoga you your ion lung lungs spina dura pinna colon cornea nail   tome tomes tore human  innocent hips chin
  care cap carbon cough cold test lab labs plan past history medical family patient exam assessment chest heart head neck left right
  review follow start stable normal chronic acute mother father sister brother doctor nurse hospital clinic blood
  male female general major judge page case cases point charity chance bell court north south east floor forest river royal union star
  street road avenue drive lane park hill valley lake beach city county state center place square ground grove view
`);

/** Two to five letters that medicine has a meaning for, so that they are no one's initials and no hospital's. */
export const clinicalAbbreviations = wordSet(`
  aaa abd abg abi abx ace acei ace acl acls acs act acth ad ada adhd adl adls af aids aka aki ald alp als alt ama aml ana
  ap apap app appt arb ards  as asa asap asd ast atn auc av avr bcg bid bka bls bm bmi bmp bnp bp bpd bph bpm bs bsa bun
  bx ca cabg cad cath cbc cbd cbg cbt cc ccb ccu cdc cea cf chads chf chd ciwa ck ckd cll cme cml cmp cmv cn cns co copd cp
  cpap cpk cpr cr crp crrt cs csf ct cta cva cvd cvp cxr dc dci dcis dexa dka dl dm dnr dob doe dm dpt dt dts dtr dts dvt dx ea ebl
  ebv ecg echo ecmo ect ed eeg ef egd egfr ekg emg emr ems ent er ercp esr esrd etoh ett ev fda fev ffp fh fna fob fp fsh ft
  fu fuo fvc fx ga gad gbs gcs gerd gfr ggt gi gib gpa gtt gu gyn ha hb hbv hcc hct hctz hcv hd hdl heent hep hf hgb hh
  hiv hla ho hpi hpv hr hrt hs hsv ht htn hx ia ibd ibs icd icp icu id iddm ig iga igg igm ii iii ild im inh inr io ip ir itp iu iud
  iv ivc ivf ivp jp jvd jvp ka kub kvo lad lbbb lbp lcis ldh ldl le lfts lft lh ll llq lmp loc lp lr ls ltac luq lv lvad lvef lvh mac map
  mca mch mcv md mdd mds mg mgus mi micu mmr moca mmse mr mra mrcp mri mrsa ms msk msm mssa mtx mv mva mvp na nad nash ncs ng ngt nhl nicu
  nidus nih nihss nka nkda nos np npo nsaid nsaids nsclc nsr nstemi nt nv nyha oa ob obs ocd ocp od oe om op opd or orif os osa osh ot
  otc pa pac pacu pad pap  pbc pca pci pcn pco pcos pcp pcr pcv pda pdr pe peep peg perc perrla pet pfo pft ph phq picc picu pid
  pmd pmh pmhx pms pna pnd po pod poc pos pp ppd ppi pr prbc prn psa psh psc psvt pt pta ptca pth ptsd ptt pud pvc pvd qd qhs qid qod qt qtc ra
  rbbb rbc rca rca rds rf rhd rl rlq rls rn ros rom rr rrr rsv rt rue ruq rv rvr rx sa sah sah sbo sbp sc scd sciatic sclc sda sdh sgpt
  sh siadh sicu sids sl sle slp smr snf snri soap sob sod soc sp sq ss ssri st stat std stemi sti sub sui supp svc svt sw sx ta tab tah
  tavr tb tbi tbsa tca td tds tee tens tg tia tib tid tips tka tkr tlc tm tmj tn tnf to toa tob tpa tpn tr trus ts tsh tte ttp turp
  tx ua ue ugi uop uri us uti uv va vac vad vas vc vdrl vf vfib vg vit vre vs vsd vt vte vtach wbc wnl wpw xr xrt yo
  icus eds ers ms aa dd bb cc ee ii jj kk ll mm nn oo pp rr tt uu vv ww
  usa uk un who hhs cms dna rna adn pdf usb fax tel ssn mrn npi mbi fyi faq diy lgbtq nice acc aha asco nccn kdigo gold
  phi hipaa emtala nurs pharm rehab admit disch neuro psych ortho onc derm rheum endo cardio pulm renal transplant trauma
`);
