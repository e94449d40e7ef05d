"""Which `zeebe:` extensions, properties and names a diagram may use, and what is refused by name."""

from __future__ import annotations

from app.engine.dialect.profile_types import Extension, Word

EXTENSIONS: dict[str, Extension] = {
    row.name: row
    for row in (
        Extension("userTask", "表明由本平台的待办完成", "Says that the task is done in this platform's inbox"),
        Extension(
            "assignmentDefinition",
            '谁可以做：`机构[/科室]:角色`；`"patient:" + patient` 为患者；assignee 从一开始就持有任务，可为 null',
            'Who may do it: `institution[/department]:role`; `"patient:" + patient` is the patient; an'
            " assignee holds the task from the start and may be null",
            ("assignee", "candidateGroups"),
        ),
        Extension(
            "taskSchedule",
            "到期与跟进时间",
            "Due and follow-up date",
            ("dueDate", "followUpDate"),
        ),
        Extension("priorityDefinition", "优先级 0–100，默认 50", "Priority 0 to 100, 50 by default", ("priority",)),
        Extension(
            "formDefinition",
            "同一文件夹中的表单 `formId`.form，随版本固定",
            "The form `formId`.form of the same folder, pinned with the version",
            ("formId", "bindingType"),
        ),
        Extension(
            "taskDefinition",
            "主题名；在事务之内还是之外由登记表决定；retries 不起作用",
            "Name of the topic; the registry says whether it runs inside the transaction; `retries` has no effect",
            ("type", "retries"),
        ),
        Extension(
            "ioMapping",
            "输入与输出映射：只有写明的值进出",
            "Input and output mappings: only what is mapped crosses",
        ),
        Extension(
            "input",
            "输入：source 为 FEEL，target 为名称",
            "Input: `source` is FEEL, `target` a name",
            ("source", "target"),
        ),
        Extension(
            "output",
            "输出：source 为 FEEL，target 为变量",
            "Output: `source` is FEEL, `target` a variable",
            ("source", "target"),
        ),
        Extension(
            "calledDecision",
            "同一文件夹中的决策及结果变量",
            "A decision of the same folder and the variable for its result",
            ("decisionId", "resultVariable", "bindingType"),
        ),
        Extension(
            "script",
            "一条 FEEL 计算及结果变量",
            "One FEEL calculation and the variable for it",
            ("expression", "resultVariable"),
        ),
        Extension(
            "calledElement",
            "被调用的流程；propagateAll… 只能为 false",
            "The process that is called; `propagateAll…` may only be false",
            ("processId", "bindingType", "propagateAllChildVariables", "propagateAllParentVariables"),
        ),
        Extension(
            "loopCharacteristics",
            "多实例的列表、每项的名称、结果列表及每项的结果",
            "Multi-instance: the list, the name of an item, the list of results, the result of an item",
            ("inputCollection", "inputElement", "outputCollection", "outputElement"),
        ),
        Extension(
            "subscription",
            "消息的对应键，开始等待时固定；默认为案件编号；不得为 null",
            "Correlation key, fixed when the waiting starts; the case number by default; null is an incident",
            ("correlationKey",),
        ),
        Extension("properties", "属性", "Properties"),
        Extension("property", "一个属性", "One property", ("name", "value")),
    )
}

PROPERTIES: dict[str, Word] = {
    row.name: row
    for row in (
        Word("name:en", "英文名称", "English name"),
        Word("state", "进入时案件的业务状态", "Business state of the case from entering on"),
        Word("notice", "通知谁、何事（模板键）", "Who is told what (template keys)"),
        Word(
            "clock:start",
            "`triage = sla.triage`：首次进入时固定绝对期限；`working(…)` 只计工作时间；再次进入不重新开始",
            "`triage = sla.triage`: entering for the first time fixes the absolute deadline;"
            " `working(…)` counts working hours; entering again does not restart it",
        ),
        Word(
            "clock:pause",
            "`triage`：停留期间暂停该期限，离开时补回",
            "`triage`: the time spent here is added to the deadline when the element is left",
        ),
        Word(
            "takeover",
            '`PT2H: [receiver + ":referral_office"]; …`：到时仍无人认领，还可由谁认领；'
            "时长自任务打开起算，可为 FEEL",
            '`PT2H: [receiver + ":referral_office"]; …`: who else may claim when nobody has by then;'
            " lengths count from the opening of the task and may be FEEL",
        ),
        Word("action", "此消息在界面与接口上的动作名", "Name of the action that sends this message"),
        Word(
            "roles", "谁可以发起：`当事方:角色`，以逗号分隔", "Who may send it: `party:role`, separated by commas"
        ),
        Word("form", "动作的表单", "Form of the action"),
        Word("reasons", "理由代码清单", "List of reason codes"),
        Word(
            "inputs",
            "`urgency: number; hold: days and time duration`：启动者给出的值及类型",
            "`urgency: number; hold: days and time duration`: what the starter gives, with types",
        ),
    )
}

NAMES: dict[str, Word] = {
    row.name: row
    for row in (
        Word("case_id", "案件标识", "Id of the case"),
        Word("case_number", "案件编号", "Number of the case"),
        Word("started_by", "启动者（人员标识）", "The person who started it"),
        Word("started_institution", "启动者的机构", "The starter's institution"),
        Word("started_role", "启动者的角色", "The starter's role"),
        Word("sla", "接收方服务的期限设置", "Deadline settings of the receiving service"),
        Word("now()", "事务的当前时刻", "The transaction's moment"),
        Word("today()", "事务的当前日期（中国时间）", "The transaction's date (Chinese time)"),
        Word(
            "deadline(name)",
            "已开始的期限；未开始则为故障",
            "A deadline that has been started; otherwise an incident",
        ),
        Word(
            "due(length)",
            "自现在（或自第二个参数）起经过该时长的时刻；`working(…)` 只计工作时间",
            "The moment `length` after now, or after a second argument; `working(…)` counts working hours",
        ),
        Word(
            "working(length)",
            "只计工作时间的时长；用于 clock:start、takeover 与 due(…)",
            "A length in working hours; for `clock:start`, `takeover` and `due(…)`",
        ),
        Word("loopCounter", "多实例中的序号，自 1 起", "Number of the instance, from 1"),
    )
}

REFUSED: dict[str, Word] = {
    row.name: row
    for row in (
        Word("inclusiveGateway", "请改用择一或并行网关", "use exclusive or parallel gateways"),
        Word("complexGateway", "请改用择一或并行网关", "use exclusive or parallel gateways"),
        Word("signalEventDefinition", "请改用消息", "use messages"),
        Word("signal", "请改用消息", "use messages"),
        Word("compensateEventDefinition", "请画出撤销的路径", "draw the path that undoes the work"),
        Word("linkEventDefinition", "请直接连线", "draw the flow"),
        Word("conditionalEventDefinition", "请改用消息或网关", "use a message or a gateway"),
        Word("cancelEventDefinition", "请改用错误事件", "use an error event"),
        Word("adHocSubProcess", "请写明次序", "draw the order"),
        Word("transaction", "请改用子流程", "use a sub-process"),
        Word("task", "请选定任务种类（用户、服务……）", "choose a kind of task (user, service, …)"),
        Word("manualTask", "请改用用户任务", "use a user task"),
        Word("standardLoopCharacteristics", "请用网关画出循环", "draw the loop with a gateway"),
    )
}
